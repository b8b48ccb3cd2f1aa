const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;
// An offset can lead out of the years of four digits, in which times are told.
const longest = '2026-11-20T08:00:00.000Z'.length;

/** The moment that somebody wrote with its offset (RFC 3339), in epoch milliseconds; undefined for what no calendar has. */
export function parseMoment(text: string): number | undefined {
  const epochMs = shape.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(epochMs) || !isDay(text.slice(0, 10))) return undefined;
  return new Date(epochMs).toISOString().length > longest ? undefined : epochMs;
}

/** JavaScript takes 30 February for 2 March. */
function isDay(text: string): boolean {
  return new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
}
