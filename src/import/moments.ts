const local = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/;
/** As PostgreSQL, Django and Ruby write one. */
const zoned = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(?:(Z|UTC)|([+-]\d{2}):?(\d{2})?)$/;
/** A day without signs between its parts: as seconds it would be in 1970. */
const closeDay = /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])$/;
const earliest = Date.UTC(1970, 0, 1);
const latest = Date.UTC(2100, 0, 1);

/**
 * A moment as back ends write it: Unix time in seconds or milliseconds, ISO 8601 with its zone, or a clock's time in this
 * zone. Epoch milliseconds; undefined for anything else.
 */
export function readMoment(text: string, timeZone: string): number | undefined {
  const moment = parse(text.trim().replaceAll('/', '-'), timeZone);
  return moment !== undefined && moment >= earliest && moment < latest ? moment : undefined;
}

function parse(text: string, timeZone: string): number | undefined {
  if (closeDay.test(text)) return undefined;
  if (/^\d{1,10}(?:\.\d+)?$/.test(text)) return Math.round(Number(text) * 1000);
  if (/^\d{11,15}$/.test(text)) return Number(text);
  const parts = local.exec(text);
  if (parts) return fromLocal(parts, timeZone);
  const [whole, day, time, isUtc, hours, minutes = '00'] = zoned.exec(text) ?? [];
  const moment = whole ? Date.parse(`${day}T${time}${isUtc ? 'Z' : `${hours}:${minutes}`}`) : Number.NaN;
  return Number.isNaN(moment) ? undefined : moment;
}

function fromLocal(parts: RegExpExecArray, timeZone: string): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
  if (new Date(asUtc).getUTCDate() !== day || month > 12) return undefined;
  // The offset of the moment itself may be another than that of its neighbour in UTC: the second look has it.
  const near = asUtc - offsetMs(asUtc, timeZone);
  return asUtc - offsetMs(near, timeZone);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock of the zone shows more than one of UTC does. */
function offsetMs(moment: number, timeZone: string): number {
  const format =
    formats.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  formats.set(timeZone, format);
  return Date.parse(`${format.format(moment).replace(' ', 'T')}Z`) - Math.floor(moment / 1000) * 1000;
}
