import { type TSchema, Type } from 'typebox';
import { invalidFields } from '../core/errors.ts';
import { parseMoment } from '../core/moments.ts';
import { notOfOneLine } from '../core/one-line.ts';

/** The number of one thing, in a path. */
export const IdParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });
/** An id in an answer. */
export const Id = Type.Integer({ minimum: 1 });
/** An id or a time in a cursor, which callers may have made up: no number with which arithmetic goes wrong. */
export const Place = Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER });
/** What the ETag of the thing says, and what If-Match must name to change it. */
export const Version = Type.Integer({ description: 'Send it as `If-Match: "<version>"` with a change.' });
/** A moment. */
export const Time = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$',
  description: 'UTC with milliseconds: 2026-11-20T08:00:00.000Z',
});
/** A moment as callers may write it: any offset. */
export const TimeInput = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,3})?)?(Z|[+-]\\d\\d:\\d\\d)$',
  description: 'A time with its offset, such as 2026-11-20T08:00:00Z.',
});

/** For texts that must say something. */
export const NotBlank = { pattern: '\\S', description: 'It must not be empty.' };

/** For texts of one line, which may be empty. */
export const Line = { pattern: `^[^${notOfOneLine}]*$`, description: 'One line without control characters.' };
/** For texts of one line that must say something. */
export const LineNotBlank = {
  // Two classes that share no character: no text makes it try every split.
  pattern: `^\\p{Zs}*[^\\s${notOfOneLine}][^${notOfOneLine}]*$`,
  description: 'One line, not empty, without control characters.',
};

/** Or null. */
export function Nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

/** Epoch milliseconds as they are answered. */
export function printTime(epochMs: number): string;
export function printTime(epochMs: number | null): string | null;
export function printTime(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}

/** The moment that a caller wrote. Throws `request.invalid_fields` for one that no calendar has. */
export function readTime(text: string, field: string): number {
  const epochMs = parseMoment(text);
  if (epochMs === undefined) throw invalidFields({ field, label: field, rule: '没有这个日期或时间' });
  return epochMs;
}
