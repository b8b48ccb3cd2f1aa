const quarterMs = 15 * 60_000;
const toleranceMs = 2 * 60_000;
const widestZoneMs = 14 * 3_600_000;

/** Whether `YYYY-MM-DD HH:mm[:ss]` is that moment in any zone: the server's is not known to its clients (R10). */
export function isPrintedTimeOf(text: string, epochMs: number): boolean {
  const read = Date.parse(`${text.replace(' ', 'T')}Z`);
  const off = read - epochMs;
  const beside = Math.abs(off - Math.round(off / quarterMs) * quarterMs);
  return Math.abs(off) <= widestZoneMs + toleranceMs && beside <= toleranceMs;
}
