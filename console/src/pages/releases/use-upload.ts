import { useEffect, useRef, useState } from 'react';
import type { ReleaseView } from '../../../../src/management/releases/schemas.ts';
import { api } from '../../api/client.ts';

/** How far an upload is; `secondsLeft` is unknown at first, and 0 while the server keeps what it has in full. */
export interface UploadProgress {
  sentBytes: number;
  totalBytes: number;
  bytesPerSecond: number;
  secondsLeft: number | undefined;
}

/** One upload at a time. */
export interface Upload {
  /** Undefined while nothing is on its way. */
  progress: UploadProgress | undefined;
  /** Resolves with what was published; throws ApiProblem, and what `isCancelled` recognises. */
  send(form: FormData, totalBytes: number): Promise<ReleaseView>;
  cancel(): void;
}

/** Whether somebody broke the upload off. */
export function isCancelled(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

// Long enough that the time left does not jump, short enough to follow a network that changes.
const windowMs = 5_000;
const fewestMs = 500;

/** Sends one release at a time, and tells how far it is. */
export function useUpload(): Upload {
  const [progress, setProgress] = useState<UploadProgress>();
  const controller = useRef<AbortController>(undefined);
  useEffect(() => () => controller.current?.abort(), []);

  async function send(form: FormData, totalBytes: number): Promise<ReleaseView> {
    const breaker = new AbortController();
    controller.current = breaker;
    const measure = createMeter(totalBytes);
    setProgress(measure(0));
    try {
      return await api.upload<ReleaseView>('/releases', form, {
        signal: breaker.signal,
        onProgress: (share) => setProgress(measure(share)),
      });
    } finally {
      setProgress(undefined);
    }
  }

  return { progress, send, cancel: () => controller.current?.abort() };
}

/** Tells speed and time left by what was sent in the last seconds. */
function createMeter(totalBytes: number): (share: number) => UploadProgress {
  let samples: Array<{ at: number; sentBytes: number }> = [];
  return (share) => {
    const now = { at: performance.now(), sentBytes: Math.round(share * totalBytes) };
    samples = [...samples.filter(({ at }) => at > now.at - windowMs), now];
    const first = samples[0] ?? now;
    const elapsedMs = now.at - first.at;
    const isKnown = elapsedMs >= fewestMs && now.sentBytes > first.sentBytes;
    const bytesPerSecond = isKnown ? ((now.sentBytes - first.sentBytes) / elapsedMs) * 1000 : 0;
    const secondsLeft = isKnown ? Math.ceil((totalBytes - now.sentBytes) / bytesPerSecond) : undefined;
    return { sentBytes: now.sentBytes, totalBytes, bytesPerSecond, secondsLeft: share === 1 ? 0 : secondsLeft };
  };
}
