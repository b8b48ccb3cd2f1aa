import { type Static, type TSchema, Type } from 'typebox';
import { Check } from 'typebox/value';
import { invalidFields } from '../core/errors.ts';

/** The query of every list. */
export const PageQuery = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'How many items to answer at the most.' }),
  ),
  cursor: Type.Optional(
    Type.String({ maxLength: 2048, description: 'The `next` of the page before; without it, the first page.' }),
  ),
};

/** One page: its items, and where the next one begins; null at the end. */
export function PageOf<Item extends TSchema>(item: Item) {
  return Type.Object({
    items: Type.Array(item),
    next: Type.Union([Type.String(), Type.Null()], { description: 'The cursor of the next page; null at the end.' }),
  });
}

/** A position in a list as callers pass it on without looking inside. */
export function writeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Throws `request.invalid_fields` for what was not written by `writeCursor` of the same list. */
export function readCursor<Position extends TSchema>(
  cursor: string | undefined,
  position: Position,
): Static<Position> | undefined {
  if (cursor === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Check(position, value)) return value;
  } catch {
    // Told below, as any other cursor that is none.
  }
  throw invalidFields({ field: 'cursor', label: 'cursor', rule: '不是本列表的游标' });
}

/** The first `limit` of rows that were read one more than asked for, and where the next page begins. */
export function cutPage<Row, Position>(
  rows: readonly Row[],
  limit: number,
  positionOf: (row: Row) => Position,
): { rows: Row[]; next: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, next: rows.length > limit && last !== undefined ? writeCursor(positionOf(last)) : null };
}
