/** How long each point of a series counts. Days and quarters of days begin where the zone's clocks say so. */
export type CounterStep = 'hour' | 'sixHours' | 'day';

const hourMs = 3_600_000;

/**
 * The beginnings of the last `count` steps up to and with the one that `now` lies in, oldest first, and the end of that
 * one. All are full hours, since hours are what is counted: where a zone's days do not begin at one, the nearest.
 */
export function listSteps(now: number, step: CounterStep, count: number, timeZone: string): number[] {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const thisHour = Math.floor(now / hourMs) * hourMs;
  const stepOf = (hour: number): string => {
    const [day = '', time = ''] = format.format(hour).split(' ');
    if (step === 'hour') return String(hour);
    return step === 'day' ? day : `${day} ${Math.floor(Number(time.slice(0, 2)) / 6)}`;
  };
  const steps: number[] = [];
  let current = stepOf(thisHour);
  let hour = thisHour;
  while (steps.length < count) {
    const before = stepOf(hour - hourMs);
    if (before !== current) steps.unshift(hour);
    current = before;
    hour -= hourMs;
  }
  let end = thisHour + hourMs;
  while (stepOf(end) === stepOf(thisHour)) end += hourMs;
  return [...steps, end];
}
