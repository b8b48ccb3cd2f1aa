import { sql } from 'kysely';
import type { Database } from '../database.ts';
import { isPostgres } from '../dialect.ts';
import type { PostgresSession } from './postgres-session.ts';
import type { StructurePart } from './postgres-structure.ts';

/** Why a database that is being moved into cannot be served yet. */
export type MovePhase = 'copying' | 'differs';

/** How far a table is copied. */
export interface CopiedRows {
  rows: number;
  /** Of these rows, in the order of their key. */
  sha256: string;
  isWhole: boolean;
}

/** What a move notes in its target, to be taken up again. It is there from the first step until the move is complete. */
export interface MoveLedger {
  structure: StructurePart[];
  findCopied(table: string): Promise<CopiedRows | undefined>;
  /** In the transaction that copies the rows. Throws where somebody else went on meanwhile. */
  noteCopied(table: string, copied: CopiedRows, before: CopiedRows | undefined): Promise<void>;
  notePhase(phase: MovePhase): Promise<void>;
}

const ledger = 'portico_move';

/** Undefined where no move has this database for its target, or it is complete. */
export async function findUnfinishedMove(db: Database): Promise<MovePhase | undefined> {
  if (!isPostgres(db)) return undefined;
  const { rows } = await sql<{ found: string | null }>`select to_regclass(${ledger})::text as found`.execute(db);
  if (!rows[0]?.found) return undefined;
  const noted = await sql<{ value: MovePhase }>`select value from portico_move where name = 'phase'`.execute(db);
  return noted.rows[0]?.value ?? 'copying';
}

/** Makes the ledger: from now on nobody serves the database. */
export async function beginLedger(session: PostgresSession): Promise<void> {
  await session.query(`create table ${ledger} (name text collate "C" primary key, value text not null)`);
  await put(session, 'phase', 'copying');
}

/** Keeps what makes the structure, in the transaction that takes it away. */
export async function noteStructure(session: PostgresSession, parts: readonly StructurePart[]): Promise<void> {
  await put(session, 'structure', JSON.stringify(parts));
}

/** Undefined where the structure is not noted: then nothing was copied yet. */
export async function openLedger(session: PostgresSession): Promise<MoveLedger | undefined> {
  const structure = await find(session, 'structure');
  if (structure === undefined) return undefined;
  return {
    structure: JSON.parse(structure) as StructurePart[],
    async findCopied(table) {
      const noted = await find(session, `table ${table}`);
      return noted === undefined ? undefined : (JSON.parse(noted) as CopiedRows);
    },
    async noteCopied(table, copied, before) {
      const name = `table ${table}`;
      const value = JSON.stringify(copied);
      const noted = before
        ? await session.query(`update ${ledger} set value = $2 where name = $1 and value = $3 returning name`, [
            name,
            value,
            JSON.stringify(before),
          ])
        : await session.query(`insert into ${ledger} values ($1, $2) on conflict do nothing returning name`, [
            name,
            value,
          ]);
      if (noted.length === 0) throw new Error(`another move goes on with the table ${table}`);
    },
    notePhase: (phase) => put(session, 'phase', phase),
  };
}

/** Ends the move: from now on the database is served as any other. On disk when this resolves, with all before it. */
export async function endLedger(session: PostgresSession): Promise<void> {
  await session.query('set synchronous_commit = on');
  await session.query(`drop table ${ledger}`);
}

async function find(session: PostgresSession, name: string): Promise<string | undefined> {
  const rows = await session.query<{ value: string }>(`select value from ${ledger} where name = $1`, [name]);
  return rows[0]?.value;
}

async function put(session: PostgresSession, name: string, value: string): Promise<void> {
  await session.query(`insert into ${ledger} values ($1, $2) on conflict (name) do update set value = excluded.value`, [
    name,
    value,
  ]);
}
