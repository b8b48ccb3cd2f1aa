import dayjs, { type Dayjs } from 'dayjs';
import timezone from 'dayjs/plugin/timezone';
import utc from 'dayjs/plugin/utc';

dayjs.extend(utc);
dayjs.extend(timezone);

const wallFormat = 'YYYY-MM-DDTHH:mm:ss.SSS';

/** What a clock on the wall of the zone shows at a moment, for a picker that knows of no zones. */
export function toWall(at: string, zone: string): Dayjs {
  return dayjs(dayjs(at).tz(zone).format(wallFormat));
}

/** The moment at which a clock on the wall of the zone shows this. */
export function fromWall(wall: Dayjs, zone: string): string {
  return dayjs.tz(wall.format(wallFormat), zone).toISOString();
}

/** The moment at which a day (`2026-11-20`) begins in the zone, or one so many days later; empty for what is no day. */
export function beginOfDay(day: string, zone: string, daysLater = 0): string {
  const wall = dayjs(day).startOf('day').add(daysLater, 'day');
  return day !== '' && wall.isValid() ? fromWall(wall, zone) : '';
}

/** Which day it is there now. */
export function today(zone: string): string {
  return dayjs().tz(zone).format('YYYY-MM-DD');
}

/** A moment in the zone: `2026-11-20 16:00:05`. */
export function printMoment(at: string, zone: string): string {
  return dayjs(at).tz(zone).format('YYYY-MM-DD HH:mm:ss');
}

/** `2026-11-20 16:00` in the zone. */
export function printWall(at: string, zone: string): string {
  return dayjs(at).tz(zone).format('YYYY-MM-DD HH:mm');
}

/** `UTC+08:00`, at a moment: with summer time it differs. */
export function offsetOf(at: string, zone: string): string {
  return `UTC${dayjs(at).tz(zone).format('Z')}`;
}

/** The zone of whoever looks at the page. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
