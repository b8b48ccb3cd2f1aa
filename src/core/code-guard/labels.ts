import type { Clock } from '../ports.ts';

const mostAnHour = 50;
const hourMs = 3_600_000;

/** Keeps labels that callers decide from growing the counters: the first ones of each hour stand, the others share one. */
export function createLabels(clock: Clock): { bound(label: string): string } {
  let hour = 0;
  let known = new Set<string>();
  return {
    bound(label) {
      const thisHour = Math.floor(clock.now() / hourMs);
      if (thisHour !== hour) [hour, known] = [thisHour, new Set()];
      if (known.size < mostAnHour) known.add(label);
      return known.has(label) ? label : '';
    },
  };
}
