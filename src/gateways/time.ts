/** Prints epoch milliseconds as `YYYY-MM-DD HH:mm:ss` in one zone (R10). */
export type TimePrinter = (epochMs: number) => string;

/** The printer for an IANA zone such as `Asia/Shanghai`; throws RangeError for one that is none. */
export function createTimePrinter(timeZone: string): TimePrinter {
  // Swedish writes dates the way the contracts do.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (epochMs) => format.format(epochMs);
}
