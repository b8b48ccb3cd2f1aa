import { existsSync } from 'node:fs';
import { openDatabase } from '../db/database.ts';
import { isBusy } from '../db/sqlite/busy.ts';
import { openSqliteRows, type SqliteRows } from '../db/transfer/sqlite-rows.ts';
import type { Cell } from '../db/transfer/table-shapes.ts';
import type { UnmovableCell } from '../db/transfer/unmovable-cells.ts';
import { describeDatabaseFailure, requireCurrentSchema } from '../start/database-state.ts';
import { StartError } from '../start/start-error.ts';
import { countPhase, type ReportMove } from './progress.ts';

/** Its entries are chained by what they say, to the letter. */
const chained = 'audit_log';

/**
 * Opens the SQLite database that is moved, as it is at this moment; nobody writes to it until it is closed. Throws
 * StartError where there is none, where it is not of this program's schema, and where somebody writes.
 */
export async function openMoveSource(file: string): Promise<SqliteRows> {
  if (!existsSync(file)) throw new StartError(`there are no data in ${file}: correct PORTICO_DATA_DIR`);
  const database = openDatabase(file);
  try {
    await requireCurrentSchema(database, file);
    return openSqliteRows(file, { keepsWritersOut: true });
  } catch (error) {
    if (isBusy(error)) {
      throw new StartError(`another program is writing to ${file}: wait for it to end, or stop it`, error);
    }
    throw describeDatabaseFailure(error, file) ?? error;
  } finally {
    await database.destroy();
  }
}

/** Throws StartError that names what PostgreSQL would not take as it is; with `replacesNul`, as far as no sense is lost. */
export async function requireMovable(
  source: SqliteRows,
  { replacesNul, report }: { replacesNul: boolean; report: ReportMove },
): Promise<void> {
  const [orphan] = source.findOrphans();
  if (orphan) throw new StartError(`the data are damaged (${orphan}): restore a backup, or remove that row`);
  const phase = countPhase('checking', report, { steps: source.tables.length, ofRows: 0 });
  const refused: UnmovableCell[] = [];
  for (const table of source.tables) {
    phase.begin(table.name);
    refused.push(...source.findUnmovable(table).filter((cell) => !(replacesNul && canReplaceNul(cell))));
    await new Promise(setImmediate);
  }
  if (refused.length > 0) throw new StartError(describeUnmovable(refused));
}

/** In a key it would change the order of the rows, in the audit log what its chain vouches for. */
function canReplaceNul({ problem, isInKey, table }: UnmovableCell): boolean {
  return problem === 'nul' && !isInKey && table !== chained;
}

function describeUnmovable(cells: readonly UnmovableCell[]): string {
  const places = cells.map(
    ({ table, column, key, problem }) =>
      `${table} ${key.map(showCell).join(', ')}, ${column} (${problem === 'nul' ? 'a character 0' : 'not of its type'})`,
  );
  const advice = cells.every(canReplaceNul)
    ? 'correct them, or run this again with --replace-nul, which puts U+FFFD (�) in their place'
    : 'correct these rows first';
  return `PostgreSQL does not take what these rows hold: ${places.join('; ')}: ${advice}. Nothing was copied`;
}

const showCell = (cell: Cell): string => (typeof cell === 'string' ? JSON.stringify(cell) : String(cell));
