import { sql } from 'kysely';
import type { Database, Db } from '../../../db/database.ts';
import { padded } from '../../../db/padded.ts';
import { insertTaken, listTaken } from './importing.store.ts';

/** Lets the ids of new accounts in an empty SQLite database begin there. */
export async function beginIdsAbove(scratch: Db, id: number): Promise<void> {
  await sql`insert into sqlite_sequence (name, seq) values ('accounts', ${id})`.execute(scratch);
}

/** Identifiers to look accounts up by. */
interface Wanted {
  handleKeys: readonly string[];
  phones: readonly string[];
  emails: readonly string[];
}

/** Brings the directory's accounts that have one of these into the scratch database; those that are there stay as they are. */
export async function copyHolders(from: Db, scratch: Database, wanted: Wanted): Promise<void> {
  const accounts = from.selectFrom('accounts').selectAll();
  const found = await Promise.all([
    wanted.handleKeys.length === 0 ? [] : accounts.where('handle_key', 'in', padded(wanted.handleKeys)).execute(),
    wanted.phones.length === 0 ? [] : accounts.where('phone', 'in', padded(wanted.phones)).execute(),
    wanted.emails.length === 0 ? [] : accounts.where('email', 'in', padded(wanted.emails)).execute(),
  ]);
  const rows = new Map(found.flat().map((account) => [account.id, account]));
  for (const account of rows.values()) {
    await scratch
      .insertInto('accounts')
      .values(account)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Notes in the scratch database which of these were taken before. */
export async function copyTaken(
  from: Db,
  scratch: Database,
  source: string,
  formerIds: readonly string[],
): Promise<void> {
  const there = await listTaken(scratch, source, formerIds);
  const taken = [...(await listTaken(from, source, formerIds)).keys()].filter((formerId) => !there.has(formerId));
  await scratch.transaction().execute(async (tx) =>
    insertTaken(
      tx,
      source,
      taken.map((formerId) => [formerId, null]),
      0,
    ),
  );
}
