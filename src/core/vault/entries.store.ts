import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Db } from '../../db/database.ts';
import { unindexed } from '../../db/unindexed.ts';
import type { KeyColumn } from './vault.store.ts';

/** An entry as it is listed: the keys are not even read. */
export interface EntryRow {
  id: number;
  pin: string;
  remark: string;
  has_pt_key: 0 | 1;
  has_ws_key: 0 | 1;
  created_at: number;
  updated_at: number;
  keys_changed_at: number;
}

// Beyond every character that a pin can go on with.
const lastCharacter = '\u{10FFFF}';

/** Where to read in the order of pins: what begins with `prefix` and lies after `after`, up to `through`. */
export interface PinRange {
  prefix: string;
  after: string;
  through?: string | undefined;
}

/** In the order of pins, of which only the due ones where `dueFrom` is told: those are looked for one by one. */
export function byPinQuery(db: Db, range: PinRange, { dueFrom, most }: { dueFrom?: number; most: number }) {
  return selectEntries(db)
    .where(isWithin(range, sql.ref('pin')))
    .$if(dueFrom !== undefined, (query) => query.where(isDue(dueFrom as number, unindexed('keys_changed_at'))))
    .orderBy('pin')
    .limit(most);
}

/** The due ones in the order of pins: every due one is looked at. */
export function fewDueQuery(db: Db, range: PinRange, { dueFrom, most }: { dueFrom: number; most: number }) {
  return selectEntries(db)
    .where(isDue(dueFrom, sql.ref('keys_changed_at')))
    .where(isWithin(range, unindexed('pin')))
    .orderBy(unindexed('pin'))
    .limit(most);
}

/** The pin that is so many places into the range; undefined where it has fewer. */
export async function findPinAfter(db: Db, range: PinRange, places: number): Promise<string | undefined> {
  const found = await db
    .selectFrom('vault_entries')
    .select('pin')
    .where(isWithin(range, sql.ref('pin')))
    .orderBy('pin')
    .limit(1)
    .offset(places - 1)
    .executeTakeFirst();
  return found?.pin;
}

/** Whose keys were put at `dueFrom` or before, those with the oldest keys first. */
export function listDueEntries(
  db: Db,
  { dueFrom, after, most }: { dueFrom: number; after: { keysChangedAt: number; id: number }; most: number },
): Promise<EntryRow[]> {
  return selectEntries(db)
    .where((eb) => eb(eb.refTuple('keys_changed_at', 'id'), '>', eb.tuple(after.keysChangedAt, after.id)))
    .where('keys_changed_at', '<=', dueFrom)
    .orderBy('keys_changed_at')
    .orderBy('id')
    .limit(most)
    .execute();
}

/** Of the index alone, counted up to a limit. */
export async function countDueEntries(db: Db, dueFrom: number, most: number): Promise<number> {
  const due = db
    .selectFrom('vault_entries')
    .select('id')
    .where(isDue(dueFrom, sql.ref('keys_changed_at')))
    .limit(most);
  const { total } = await db
    .selectFrom(due.as('due'))
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return total;
}

function isWithin({ prefix, after, through }: PinRange, pin: RawBuilder<unknown>): RawBuilder<SqlBool> {
  // Of two bounds on one side SQLite goes by the first, and reads all that lies between them.
  const begin = after.startsWith(prefix) ? sql`true` : sql`${pin} >= ${prefix}`;
  const end = through === undefined ? sql`${pin} < ${prefix + lastCharacter}` : sql`${pin} <= ${through}`;
  return sql`${begin} and ${pin} > ${after} and ${end}`;
}

function isDue(dueFrom: number, keysChangedAt: RawBuilder<unknown>): RawBuilder<SqlBool> {
  return sql`${keysChangedAt} > 0 and ${keysChangedAt} <= ${dueFrom}`;
}

/** 1 or 0 on both databases, one of which has no truth values of its own. */
function isThere(column: KeyColumn): RawBuilder<0 | 1> {
  return sql`case when ${sql.ref(column)} is null then 0 else 1 end`;
}

function selectEntries(db: Db) {
  return db
    .selectFrom('vault_entries')
    .select([
      'id',
      'pin',
      'remark',
      'created_at',
      'updated_at',
      'keys_changed_at',
      isThere('pt_key_encrypted').as('has_pt_key'),
      isThere('ws_key_encrypted').as('has_ws_key'),
    ]);
}
