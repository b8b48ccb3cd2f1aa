import type { Database } from '../db/database.ts';
import { programVersion } from '../db/migrate.ts';
import { beginLedger, findUnfinishedMove, type MoveLedger, openLedger } from '../db/transfer/move-ledger.ts';
import {
  bareTarget,
  findTargetProblem,
  findUnknownTables,
  lockTarget,
  migrateTarget,
  type TargetProblem,
} from '../db/transfer/move-target.ts';
import type { PostgresSession } from '../db/transfer/postgres-session.ts';
import type { TableShape } from '../db/transfer/table-shapes.ts';
import { requireCurrentSchema } from '../start/database-state.ts';
import { StartError } from '../start/start-error.ts';

/** The connections to a database that is being filled, and what it is called. */
export interface Target {
  session: PostgresSession;
  db: Database;
  place: string;
}

const emptyAdvice = 'name an empty one (createdb makes one)';

/** Makes the target ready for rows, or takes up the move that was broken off there. Throws StartError where it must not be filled. */
export async function takeTarget(
  { session, db, place }: Target,
  tables: readonly TableShape[],
): Promise<{ ledger: MoveLedger; isResumed: boolean }> {
  if (!(await lockTarget(session))) throw new StartError(`another move is writing into ${place}: wait for it to end`);
  const isBegun = (await findUnfinishedMove(db)) !== undefined;
  if (!isBegun) {
    const problem = await findTargetProblem(session, tables);
    if (problem) throw new StartError(`${place} ${describeProblem(problem)}. Nothing was changed there`);
    await beginLedger(session);
  }
  const opened = await openLedger(session);
  if (opened) await requireCurrentSchema(db, place);
  else await migrateTarget(db);
  const [unknown] = await findUnknownTables(session, tables);
  if (unknown) {
    throw new StartError(
      `the table ${unknown} is not Portico's, or not as Portico makes it, and has no place in ${place}: remove it from the source, and run this again`,
    );
  }
  const ledger = opened ?? (await bareTarget(session, tables));
  return { ledger, isResumed: opened !== undefined };
}

function describeProblem(problem: TargetProblem): string {
  switch (problem.kind) {
    case 'encoding':
      return `keeps texts as ${problem.encoding}, where Portico needs UTF8: create it with createdb --encoding=UTF8 --template=template0`;
    case 'foreign':
      return `has tables of somebody else with names that Portico needs (${some(problem.tables)}): ${emptyAdvice}`;
    case 'version':
      return `was set up by ${problem.version > programVersion ? 'a newer' : 'an older'} Portico (schema ${problem.version}, this program has ${programVersion}): ${emptyAdvice}`;
    case 'rows':
      return `is not empty (${some(problem.tables)}): a move mixes nothing; ${emptyAdvice}`;
  }
}

const mostNamed = 3;

function some(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return names.slice(0, mostNamed).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
