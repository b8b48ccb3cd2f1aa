import { sql } from 'kysely';
import type { Db, Tx } from '../../db/database.ts';
import { isPostgres } from '../../db/dialect.ts';
import type { DoorAccountsTable, DoorUsesTable } from '../../db/schema.ts';

/** What is added to a day. */
export type UseRow = DoorUsesTable;
/** An account that came. */
export type AccountRow = DoorAccountsTable;

/** The versions that a day has already, with their contracts. */
export async function listVersions(tx: Tx, dayAt: number): Promise<Array<Pick<UseRow, 'contract' | 'version'>>> {
  return tx.selectFrom('door_uses').select(['contract', 'version']).distinct().where('day_at', '=', dayAt).execute();
}

/** Adds all of them by one statement; no two may be of the same contract, endpoint, version and day. */
export async function addUses(tx: Tx, rows: readonly UseRow[]): Promise<void> {
  const given = rows.map((row) => [
    row.contract,
    row.endpoint,
    row.version,
    row.day_at,
    row.calls,
    row.failures,
    row.last_seen_at,
  ]);
  const number = (index: number) => sql`cast(value ->> ${sql.lit(index)} as bigint)`;
  const newer = sql`case when excluded.last_seen_at > door_uses.last_seen_at
    then excluded.last_seen_at else door_uses.last_seen_at end`;
  await sql`insert into door_uses (contract, endpoint, version, day_at, calls, failures, last_seen_at)
    select value ->> 0, value ->> 1, value ->> 2, ${number(3)}, ${number(4)}, ${number(5)}, ${number(6)}
    from ${jsonRows(tx, given)} where true
    on conflict (contract, endpoint, version, day_at) do update set
      calls = door_uses.calls + excluded.calls,
      failures = door_uses.failures + excluded.failures,
      last_seen_at = ${newer}`.execute(tx);
}

/**
 * Notes all of them by one statement, those left out that are gone meanwhile; no two may be of one account and contract.
 * What is noted already of the day that began at `dayAt` is not written anew.
 */
export async function noteAccounts(tx: Tx, dayAt: number, rows: readonly AccountRow[]): Promise<void> {
  const given = rows.map((row) => [row.account_id, row.contract, row.version, row.last_seen_at]);
  await sql`insert into door_accounts (account_id, contract, version, last_seen_at)
    select accounts.id, value ->> 1, value ->> 2, cast(value ->> 3 as bigint)
    from ${jsonRows(tx, given)} join accounts on accounts.id = cast(value ->> 0 as bigint) where true
    on conflict (account_id, contract) do update set version = excluded.version, last_seen_at = excluded.last_seen_at
    where excluded.last_seen_at > door_accounts.last_seen_at
      and (excluded.version <> door_accounts.version or door_accounts.last_seen_at < ${dayAt})`.execute(tx);
}

function jsonRows(db: Db, rows: ReadonlyArray<readonly unknown[]>) {
  const text = JSON.stringify(rows);
  return isPostgres(db) ? sql`json_array_elements(cast(${text} as json)) as given(value)` : sql`json_each(${text})`;
}
