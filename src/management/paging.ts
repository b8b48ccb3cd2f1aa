import { createHash } from 'node:crypto';
import { type Static, type TSchema, Type } from 'typebox';
import { type DomainError, invalidFields } from '../core/errors.ts';
import type { ManagementApp, ManagementRequest } from './context.ts';
import { Place } from './schemas.ts';
import { isOf } from './validator.ts';

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
    next: Type.Union([Type.String(), Type.Null()], {
      description:
        'The cursor of the next page; null at the end alone: where matches lie far apart a page can be empty.',
    }),
  });
}

/** Where a list in the order of ids goes on. */
export const IdPosition = Type.Object({ id: Place }, { additionalProperties: false });

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
    if (isOf(position, value)) return value;
  } catch {
    // Told below, as any other cursor that is none.
  }
  throw foreignCursor();
}

function foreignCursor(): DomainError {
  return invalidFields({ field: 'cursor', label: 'cursor', rule: '不是本列表的游标' });
}

/**
 * Cursors leave with the name of their list and come back with it, so that none is taken for another list’s: there is
 * nothing in `{"id":7}` to tell of what it is the seventh.
 */
export function bindCursors(app: ManagementApp): void {
  app.addHook('preHandler', async (request) => {
    const query = request.query as { cursor?: string };
    if (!isList(request) || query.cursor === undefined) return;
    const [list, cursor] = query.cursor.split('.');
    if (list !== nameList(request)) throw foreignCursor();
    query.cursor = cursor ?? '';
  });
  app.addHook('preSerialization', async (request, _reply, payload) => {
    if (!isList(request) || typeof payload !== 'object' || payload === null) return payload;
    const bound = cursorMembers.flatMap((name) => {
      const cursor = (payload as Record<string, unknown>)[name];
      return typeof cursor === 'string' ? [[name, `${nameList(request)}.${cursor}`]] : [];
    });
    return { ...payload, ...Object.fromEntries(bound) };
  });
}

const cursorMembers = ['next', 'previous', 'first', 'last'] as const;

function isList({ routeOptions }: ManagementRequest): boolean {
  const query = routeOptions.schema?.querystring as { properties?: object } | undefined;
  return 'cursor' in (query?.properties ?? {});
}

/** Short, and the same wherever the server is: programs keep cursors. */
function nameList({ routeOptions, params }: ManagementRequest): string {
  const list = JSON.stringify([routeOptions.url, params]);
  return createHash('sha256').update(list).digest('base64url').slice(0, 6);
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
