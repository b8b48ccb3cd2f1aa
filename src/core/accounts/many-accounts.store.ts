import { type Insertable, sql } from 'kysely';
import type { Database, Tx } from '../../db/database.ts';
import { isPostgres } from '../../db/dialect.ts';
import { prepareQuery } from '../../db/prepared.ts';
import type { AccountsTable } from '../../db/schema.ts';
import type { OwnedText } from '../../db/sqlite/text-sorter.ts';

/** A new account's row, as `toNewRow` makes it. */
export type NewRow = Insertable<AccountsTable>;

// So many rows go into one statement: more would not make it faster.
const rowsPerStatement = 100;
const cacheKib = 32_768;
const checkpointPages = 20_000;

const columns = [
  'created_at',
  'updated_at',
  'origin',
  'status',
  'role',
  'staff_approved_at',
  'handle',
  'handle_key',
  'phone',
  'phone_area',
  'phone_verified_at',
  'pending_phone',
  'email',
  'email_verified_at',
  'pending_email',
  'password_verifier',
  'password_changed_at',
  'openid',
  'display_name',
  'real_name',
  'avatar',
  'gender',
  'birthday',
  'address',
  'position',
  'signature',
  'brief',
] as const satisfies Array<keyof NewRow>;

const noRow = Object.fromEntries(columns.map((column) => [column, ''])) as unknown as NewRow;

const insertRows = prepareQuery<{ id: number; openid: string }>((db, count) =>
  db
    .insertInto('accounts')
    .values(Array<NewRow>(count / columns.length).fill(noRow))
    .onConflict((conflict) => conflict.doNothing())
    .returning(['id', 'openid']),
);

/** Stores the rows whose identifiers are free, without their terms, and answers their ids by openid. */
export async function insertAccountRows(tx: Tx, rows: readonly NewRow[]): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const part = rows.slice(start, start + rowsPerStatement);
    const inserted = await insertRows(
      tx,
      part.flatMap((row) => columns.map((column) => row[column])),
    );
    for (const { id, openid } of inserted) ids.set(openid, id);
  }
  return ids;
}

/** Stores terms that come in their order; what is there already stays. */
export async function insertSortedTerms(tx: Tx, terms: readonly OwnedText[]): Promise<void> {
  const rows = isPostgres(tx)
    ? sql`select value ->> 0, cast(value ->> 1 as bigint) from json_array_elements(cast(${JSON.stringify(terms)} as json))`
    : sql`select value ->> 0, value ->> 1 from json_each(${JSON.stringify(terms)}) where true`;
  await sql`insert into account_terms (term, account_id) ${rows} on conflict do nothing`.execute(tx);
}

/** Lets this process write much at once: without a larger cache SQLite would read and write the same pages again and again. */
export async function prepareForMany(db: Database): Promise<void> {
  if (isPostgres(db)) return;
  await sql`pragma cache_size = ${sql.lit(-cacheKib)}`.execute(db);
  await sql`pragma wal_autocheckpoint = ${sql.lit(checkpointPages)}`.execute(db);
}

/**
 * PostgreSQL plans by what it knew of a table when it last looked, and looks by itself a minute or more later: until then
 * searches among accounts that came by the hundred thousand take seconds. Where it cannot look now, that is what remains.
 */
export async function refreshStatistics(db: Database): Promise<void> {
  if (isPostgres(db)) await sql`analyze accounts, account_terms`.execute(db).catch(() => undefined);
}
