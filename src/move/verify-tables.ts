import type { Database } from '../db/database.ts';
import { newestPostgresNumbers, readPostgresRows } from '../db/transfer/postgres-rows.ts';
import { createTableDigest, type TableDigest } from '../db/transfer/table-digest.ts';
import type { TableShape } from '../db/transfer/table-shapes.ts';
import { countPhase, type ReportMove } from './progress.ts';

/** A table as it is on both sides. */
export interface ComparedTable {
  name: string;
  source: TableDigest;
  target: TableDigest;
  isSame: boolean;
}

const batchRows = 2_000;

/** Reads every row of the target and compares it with what was read from the source. */
export async function verifyTables(
  db: Database,
  tables: readonly TableShape[],
  sources: ReadonlyMap<string, TableDigest>,
  { stopping, report }: { stopping: AbortSignal; report: ReportMove },
): Promise<ComparedTable[]> {
  const ofRows = [...sources.values()].reduce((sum, { rows }) => sum + rows, 0);
  const phase = countPhase('verifying', report, { steps: tables.length, ofRows });
  const compared: ComparedTable[] = [];
  for (const table of tables) {
    phase.begin(table.name);
    const digest = createTableDigest();
    for await (const rows of readPostgresRows(db, table, { size: batchRows })) {
      stopping.throwIfAborted();
      digest.add(rows);
      phase.add(rows.length);
    }
    const source = sources.get(table.name) as TableDigest;
    const target = digest.sum();
    const isSame = source.rows === target.rows && source.sha256 === target.sha256;
    compared.push({ name: table.name, source, target, isSame });
  }
  return compared;
}

/** The tables that would give out a number which the source gave out already. */
export async function findLowNumbers(
  db: Database,
  tables: readonly TableShape[],
  given: ReadonlyMap<string, number>,
): Promise<string[]> {
  const newest = await newestPostgresNumbers(db, tables);
  return [...newest].filter(([name, number]) => number < (given.get(name) ?? 0)).map(([name]) => name);
}
