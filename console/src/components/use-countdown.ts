import { useEffect, useState } from 'react';

/** Whole seconds that run down to 0. */
export function useCountdown(): { seconds: number; start: (seconds: number) => void } {
  const [endsAt, setEndsAt] = useState(0);
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (endsAt <= Date.now()) return;
    const timer = setInterval(() => {
      setNow(Date.now());
      if (Date.now() >= endsAt) clearInterval(timer);
    }, 250);
    return () => clearInterval(timer);
  }, [endsAt]);
  return {
    seconds: Math.max(0, Math.ceil((endsAt - now) / 1_000)),
    start: (seconds) => {
      // One moment for both: an end that lay a millisecond ahead of what is shown as now would never be reached.
      const at = Date.now();
      setNow(at);
      setEndsAt(at + seconds * 1_000);
    },
  };
}
