import type { Selectable } from 'kysely';
import type { Db, Tx } from '../../db/database.ts';
import { lockedIn } from '../../db/locking.ts';
import { nextVersion } from '../../db/next-version.ts';
import type { VaultEntriesTable } from '../../db/schema.ts';

/** One entry, as stored: its keys are sealed. */
export type VaultRow = Selectable<VaultEntriesTable>;
/** The columns that hold a sealed key. */
export type KeyColumn = 'pt_key_encrypted' | 'ws_key_encrypted';
/** New values of some columns. */
export type VaultRowChanges = Partial<Pick<VaultRow, KeyColumn | 'remark' | 'keys_changed_at'>>;

/**
 * Makes the entry, without keys, or reads it for a change that follows in the same transaction; nobody else changes it
 * meanwhile.
 */
export async function touchOrInsertEntry(tx: Tx, pin: string, now: number): Promise<VaultRow & { isNew: boolean }> {
  const row = await tx
    .insertInto('vault_entries')
    .values({ pin, remark: '', created_at: now, updated_at: now })
    .onConflict((conflict) => conflict.column('pin').doUpdateSet({ updated_at: nextVersion(now, 'vault_entries') }))
    .returningAll()
    .executeTakeFirstOrThrow();
  return { ...row, isNew: row.updated_at === row.created_at };
}

/** Makes the entry, without keys; undefined where there is one already. */
export async function insertEntry(db: Db, pin: string, now: number): Promise<VaultRow | undefined> {
  return db
    .insertInto('vault_entries')
    .values({ pin, remark: '', created_at: now, updated_at: now })
    .onConflict((conflict) => conflict.column('pin').doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** Reads an entry for a change that follows in the same transaction; nobody else changes it meanwhile. */
export async function touchEntry(db: Db, pin: string, now: number): Promise<VaultRow> {
  return db
    .updateTable('vault_entries')
    .set({ updated_at: nextVersion(now) })
    .where('pin', '=', pin)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Writes what changed of an entry, and answers it as it is then. */
export async function updateEntry(db: Db, id: number, changes: VaultRowChanges): Promise<VaultRow> {
  return db.updateTable('vault_entries').set(changes).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
}

/** Answers what was there. */
export async function deleteEntries(db: Db, pins: readonly string[]): Promise<Array<Pick<VaultRow, 'id' | 'pin'>>> {
  return db.deleteFrom('vault_entries').where('pin', 'in', pins).returning(['id', 'pin']).execute();
}

/** How many entries there are, and how many have a pt_key. */
export async function countEntries(db: Db): Promise<{ entries: number; with_pt_key: number }> {
  const row = await db
    .selectFrom('vault_entries')
    .select(({ fn }) => [fn.countAll<number>().as('entries'), fn.count<number>('pt_key_encrypted').as('with_pt_key')])
    .executeTakeFirstOrThrow();
  return { entries: Number(row.entries), with_pt_key: Number(row.with_pt_key) };
}

/** The entry with its sealed keys. */
export async function findEntry(db: Db, id: number): Promise<VaultRow | undefined> {
  return db.selectFrom('vault_entries').selectAll().where('id', '=', id).$call(lockedIn(db)).executeTakeFirst();
}

/** In the order of ids, from the one after `afterId`. */
export async function findEntries(db: Db, afterId: number, most: number): Promise<VaultRow[]> {
  return db.selectFrom('vault_entries').selectAll().where('id', '>', afterId).orderBy('id').limit(most).execute();
}

/** Puts `fresh` where `sealed` still stands; answers whether it did. */
export async function replaceSealed(
  db: Db,
  { id, column, sealed, fresh }: { id: number; column: KeyColumn; sealed: string; fresh: string },
): Promise<boolean> {
  const result = await db
    .updateTable('vault_entries')
    .set({ [column]: fresh })
    .where('id', '=', id)
    .where(column, '=', sealed)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
