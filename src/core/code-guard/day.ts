/** The day of a moment in a zone, as `YYYY-MM-DD`: it begins where the clocks there say so, whenever they are changed. */
export function dayOf(epochMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(epochMs);
}
