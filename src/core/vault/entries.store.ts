import type { Db } from '../../db/database.ts';

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

/** In the order of pins, those that begin with `prefix`, of which only the due ones where `dueFrom` is told. */
export function listEntriesByPin(
  db: Db,
  { prefix, dueFrom, after, most }: { prefix: string; dueFrom: number | undefined; after: string; most: number },
): Promise<EntryRow[]> {
  let query = selectEntries(db)
    .where('pin', '>=', prefix)
    .where('pin', '<', prefix + lastCharacter);
  if (after !== '') query = query.where('pin', '>', after);
  if (dueFrom !== undefined) query = query.where('keys_changed_at', '>', 0).where('keys_changed_at', '<=', dueFrom);
  return query.orderBy('pin').limit(most).execute();
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
    .where('keys_changed_at', '>', 0)
    .where('keys_changed_at', '<=', dueFrom)
    .limit(most);
  const { total } = await db
    .selectFrom(due.as('due'))
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return total;
}

function selectEntries(db: Db) {
  return db
    .selectFrom('vault_entries')
    .select(({ eb }) => [
      'id',
      'pin',
      'remark',
      'created_at',
      'updated_at',
      'keys_changed_at',
      eb('pt_key_encrypted', 'is not', null).$castTo<0 | 1>().as('has_pt_key'),
      eb('ws_key_encrypted', 'is not', null).$castTo<0 | 1>().as('has_ws_key'),
    ]);
}
