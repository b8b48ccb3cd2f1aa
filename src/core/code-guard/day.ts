// Making one is slow beside the rest that a code takes; there are few zones.
const formats = new Map<string, Intl.DateTimeFormat>();

/** The day of a moment in a zone, as `YYYY-MM-DD`: it begins where the clocks there say so, whenever they are changed. */
export function dayOf(epochMs: number, timeZone: string): string {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  formats.set(timeZone, format);
  return format.format(epochMs);
}
