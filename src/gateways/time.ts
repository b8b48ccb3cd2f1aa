/** Prints epoch milliseconds as `YYYY-MM-DD HH:mm:ss` in one zone (R10). */
export type TimePrinter = (epochMs: number) => string;

const quarterMs = 15 * 60_000;
const mostQuarters = 10_000;
// Since then every zone is whole quarters of an hour ahead or behind; from then on a year has five digits.
const [plainFrom, plainTo] = [Date.UTC(1980, 0), Date.UTC(9999, 0)];
const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

/** Up to the hour, and the minute with which the quarter begins. */
interface Quarter {
  hour: string;
  minute: number;
}

/** The printer for an IANA zone such as `Asia/Shanghai`; throws RangeError for one that is none. */
export function createTimePrinter(timeZone: string): TimePrinter {
  // Swedish writes dates the way the contracts do.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  /** By their number: asking ICU for each time costs as much as hashing a token. */
  const quarters = new Map<number, Quarter>();

  function quarterOf(number: number): Quarter {
    const known = quarters.get(number);
    if (known) return known;
    if (quarters.size >= mostQuarters) quarters.clear();
    const text = format.format(number * quarterMs);
    const quarter = { hour: text.slice(0, 14), minute: Number(text.slice(14, 16)) };
    quarters.set(number, quarter);
    return quarter;
  }

  return (epochMs) => {
    if (!(epochMs >= plainFrom && epochMs < plainTo)) return format.format(epochMs);
    const number = Math.floor(epochMs / quarterMs);
    const seconds = Math.floor((epochMs - number * quarterMs) / 1000);
    const { hour, minute } = quarterOf(number);
    return `${hour}${twoDigits[minute + Math.floor(seconds / 60)]}:${twoDigits[seconds % 60]}`;
  };
}
