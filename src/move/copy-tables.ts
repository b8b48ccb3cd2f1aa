import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CopiedRows, MoveLedger } from '../db/transfer/move-ledger.ts';
import type { PostgresSession } from '../db/transfer/postgres-session.ts';
import type { SqliteRows } from '../db/transfer/sqlite-rows.ts';
import { createTableDigest, type TableDigest } from '../db/transfer/table-digest.ts';
import type { Row, TableShape } from '../db/transfer/table-shapes.ts';
import { StartError } from '../start/start-error.ts';
import { countPhase, type ReportMove } from './progress.ts';

/** Measured: more at once is not faster, and what a crash takes is done again. */
const batchRows = 5_000;

/** What rows are carried from and to. */
export interface Carriage {
  source: SqliteRows;
  session: PostgresSession;
  ledger: MoveLedger;
  replacesNul: boolean;
  stopping: AbortSignal;
  report: ReportMove;
}

/**
 * Copies what is not copied yet, table by table in the order of the keys, and answers what the source holds. What an earlier
 * run copied is read again and compared with what that run read; throws StartError where it differs.
 */
export async function copyTables(carriage: Carriage): Promise<Map<string, TableDigest>> {
  const { source, report } = carriage;
  const ofRows = source.tables.reduce((sum, table) => sum + source.count(table), 0);
  const phase = countPhase('copying', report, { steps: source.tables.length, ofRows });
  const digests = new Map<string, TableDigest>();
  for (const table of source.tables) {
    phase.begin(table.name);
    digests.set(table.name, await copyTable(carriage, table, phase.add));
  }
  return digests;
}

async function copyTable(carriage: Carriage, table: TableShape, onRows: (rows: number) => void): Promise<TableDigest> {
  const { source, ledger, replacesNul, stopping } = carriage;
  const digest = createTableDigest();
  const earlier = await ledger.findCopied(table.name);
  const copy = createTableCopy(carriage, table, earlier);
  for (const batch of source.read(table, { size: batchRows })) {
    stopping.throwIfAborted();
    const rows = replacesNul ? batch.map(replaceNul) : batch;
    const again = rows.slice(0, Math.max(0, (earlier?.rows ?? 0) - digest.sum().rows));
    if (again.length > 0) {
      digest.add(again);
      requireSame(table, earlier, digest.sum());
      // Nothing else is waited for here, and a signal to stop would not be heard.
      await nextTurn();
    }
    const fresh = rows.slice(again.length);
    digest.add(fresh);
    if (fresh.length > 0) await copy.add(fresh, digest.sum());
    onRows(rows.length);
  }
  await copy.end(digest.sum());
  return digest.sum();
}

/** Adds rows to a table of the target, each time together with the note of how far it came. */
function createTableCopy({ session, ledger }: Carriage, table: TableShape, earlier: CopiedRows | undefined) {
  let noted = earlier;

  async function keep(rows: readonly Row[], copied: CopiedRows): Promise<void> {
    await session.transaction(async () => {
      if (rows.length > 0) await session.copyIn(table, rows);
      await ledger.noteCopied(table.name, copied, noted);
    });
    noted = copied;
  }

  return {
    async add(rows: readonly Row[], through: TableDigest): Promise<void> {
      if (noted?.isWhole) throw changed(table);
      await keep(rows, { ...through, isWhole: false });
    },
    async end(all: TableDigest): Promise<void> {
      if (all.rows < (noted?.rows ?? 0)) throw changed(table);
      if (!noted?.isWhole) await keep([], { ...all, isWhole: true });
    },
  };
}

function requireSame(table: TableShape, earlier: CopiedRows | undefined, now: TableDigest): void {
  if (now.rows === earlier?.rows && now.sha256 !== earlier.sha256) throw changed(table);
}

const changed = (table: TableShape): StartError =>
  new StartError(
    `the table ${table.name} is not what it was when this move began, so that what was copied is no copy any more: empty the target (drop the database and create it again), and begin anew`,
  );

function replaceNul(row: Row): Row {
  return row.map((cell) => (typeof cell === 'string' ? cell.replaceAll('\0', '\uFFFD') : cell));
}
