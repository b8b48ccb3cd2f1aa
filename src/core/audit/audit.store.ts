import { type RawBuilder, sql } from 'kysely';
import { expectedGuards, guardsInForce } from '../../db/audit-guards.ts';
import type { Db, Tx } from '../../db/database.ts';
import { isPostgres } from '../../db/dialect.ts';
import { prepareQuery } from '../../db/prepared.ts';
import type { AuditHead, AuditRow, AuditState } from './chain.ts';

type StateRow = { [Column in keyof AuditHead]: AuditHead[Column] | null } & {
  sealed_key: string | null;
  oldest_id: number | null;
  newest_id: number | null;
  sequence: number | null;
  triggers: string | null;
};

/** PostgreSQL keeps no such number: its sequences know nothing of ids that are said, and go on after a rollback. */
function newestGiven(db: Db): RawBuilder<number | null> {
  return isPostgres(db)
    ? sql<number | null>`(select max(id) from audit_log)`
    : sql<number | null>`(select seq from sqlite_sequence where name = 'audit_log')`;
}

const selectState = prepareQuery<StateRow>((db) =>
  db.selectNoFrom((eb) => [
    eb.selectFrom('settings').select('value').where('name', '=', 'audit-key').as('sealed_key'),
    eb
      .selectFrom('audit_log')
      .select((log) => log.fn.min('id').as('id'))
      .as('oldest_id'),
    eb
      .selectFrom('audit_log')
      .select((log) => log.fn.max('id').as('id'))
      .as('newest_id'),
    newestGiven(db).as('sequence'),
    guardsInForce(db).as('triggers'),
    eb.selectFrom('audit_head').select('entry_id').as('entry_id'),
    eb.selectFrom('audit_head').select('hash').as('hash'),
    eb.selectFrom('audit_head').select('seal').as('seal'),
  ]),
);

const columns = ['id', 'at', 'actor', 'action', 'target', 'contract', 'address', 'details', 'hash'] as const;
const noRow = { id: 0, at: 0, actor: '', action: '', target: '', contract: '', address: '', details: '', hash: '' };
const insertRow = prepareQuery<{ id: number }>((db) => db.insertInto('audit_log').values(noRow).returning('id'));

const fillRow = prepareQuery<unknown>((db) =>
  db.updateTable('audit_log').set({ hash: '' }).where('id', '=', 0).where('hash', 'is', null),
);

const upsertHead = prepareQuery<{ entry_id: number }>((db) =>
  db
    .insertInto('audit_head')
    .values({ id: 1, entry_id: 0, hash: '', seal: '' })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({
        entry_id: eb.ref('excluded.entry_id'),
        hash: eb.ref('excluded.hash'),
        seal: eb.ref('excluded.seal'),
      })),
    )
    .returning('entry_id'),
);

/** Where the log stands, read in one statement, so that key, head and newest entry belong to one moment. */
export async function readAuditState(db: Db): Promise<AuditState> {
  const [row] = await selectState(db, ['audit-key']);
  if (!row) throw new Error('a statement without a table answered nothing');
  const { sealed_key: sealedKey, oldest_id, newest_id: newestId, sequence, entry_id, hash, seal, triggers } = row;
  const head = entry_id === null || hash === null || seal === null ? undefined : { entry_id, hash, seal };
  return {
    sealedKey,
    head,
    oldestId: oldest_id ?? undefined,
    newestId: newestId ?? 0,
    sequence: sequence ?? 0,
    isGuarded: triggers === expectedGuards(db),
  };
}

/** Appends; nothing ever changes or removes an entry. Throws where the database does not take it. */
export async function insertAuditRow(tx: Tx, row: AuditRow): Promise<void> {
  const values = columns.map((column) => row[column]);
  if ((await insertRow(tx, values)).length !== 1) throw notTaken();
}

/** Notes which entry is the newest. Throws where the database does not take it. */
export async function putAuditHead(tx: Tx, { entry_id, hash, seal }: AuditHead): Promise<void> {
  if ((await upsertHead(tx, [1, entry_id, hash, seal])).length !== 1) throw notTaken();
}

/** A trigger of somebody else's passes over what should be written: then what it tells of must not be done either. */
function notTaken(): Error {
  return new Error('the database did not take an entry of the audit log: look at the triggers of its tables');
}

/** At most `limit` entries in the order in which they were chained, from the one after `afterId`. */
export async function readAuditRows(db: Db, afterId: number, limit: number): Promise<AuditRow[]> {
  return db.selectFrom('audit_log').selectAll().where('id', '>', afterId).orderBy('id').limit(limit).execute();
}

/** The entry that an outside note is made of; undefined for an empty log. */
export async function findNewestRow(db: Db): Promise<AuditRow | undefined> {
  return db.selectFrom('audit_log').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirst();
}

/** Undefined where no entry has the id. */
export async function findAuditRow(db: Db, id: number): Promise<AuditRow | undefined> {
  return db.selectFrom('audit_log').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Chains an entry from before the chain; one that has its hash keeps it. */
export async function fillHash(tx: Tx, id: number, hash: string): Promise<void> {
  await fillRow(tx, [hash, id]);
}
