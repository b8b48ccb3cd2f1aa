import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from '../../db/database.ts';
import type { AuditRow } from './chain.ts';
import {
  type AuditColumn,
  type AuditConditions,
  type AuditPosition,
  type AuditWalk,
  countWalk,
  findActions,
  findNth,
  readWalk,
} from './listing.store.ts';

export type { AuditPosition } from './listing.store.ts';

/** Which entries are asked for: those that meet all of it. Times in epoch milliseconds, `from <= at < to`. */
export interface AuditFilter {
  actor?: string | undefined;
  /** How the action begins. */
  action?: string | undefined;
  target?: string | undefined;
  contract?: string | undefined;
  address?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
}

/** Newest first; `next` is where the following page begins, undefined after the last one. */
export interface AuditPage {
  entries: AuditRow[];
  next: AuditPosition | undefined;
}

/** How many entries are looked at for one page: some milliseconds, and nobody else waits longer. */
const mostExamined = 4000;
const mostActions = 200;
const exportPage = 500;

const columns = ['target', 'actor', 'address', 'contract'] as const satisfies AuditColumn[];

/** One way to find what the filter asks for: walks along one index, and what is left to be judged. */
interface Plan {
  walks: AuditWalk[];
  conditions: AuditConditions;
}

/** One page, with bounded work whatever the filter. */
export async function listAudit(
  db: Database,
  filter: AuditFilter,
  { before, limit }: { before?: AuditPosition | undefined; limit: number },
): Promise<AuditPage> {
  const plan = await choosePlan(db, await makePlans(db, filter, before));
  const read = await Promise.all(plan.walks.map((walk) => readBounded(db, plan, walk, limit + 1)));
  // Before the nearest floor every walk was seen whole.
  const floor = newest(read.flatMap((walk) => walk.floor ?? []));
  const met = read
    .flatMap((walk) => walk.rows)
    .filter((row) => !floor || compare(row, floor) >= 0)
    .sort((a, b) => compare(b, a));
  const entries = met.slice(0, limit);
  const last = met.length > limit ? entries.at(-1) : floor;
  return { entries, next: last && { at: last.at, id: last.id } };
}

/** The whole answer to a filter, page by page, others being served in between. */
export async function* readAllAudit(db: Database, filter: AuditFilter): AsyncGenerator<AuditRow[]> {
  let before: AuditPosition | undefined;
  do {
    const { entries, next } = await listAudit(db, filter, { before, limit: exportPage });
    if (entries.length > 0) yield entries;
    before = next;
    await nextTurn();
  } while (before);
}

/** What people may filter by. */
export function listActions(db: Database, prefix: string): Promise<string[]> {
  return findActions(db, prefix, mostActions);
}

async function makePlans(db: Database, filter: AuditFilter, before: AuditPosition | undefined): Promise<Plan[]> {
  const { action: actionPrefix, from, to } = filter;
  const range = { from, before: before ?? (to === undefined ? undefined : { at: to, id: 0 }) };
  const equal = columns.flatMap((column) => {
    const value = filter[column];
    return value === undefined ? [] : [{ column, value }];
  });
  const plans: Plan[] = equal.map((by) => ({
    walks: [{ by, ...range }],
    conditions: { equal: equal.filter((other) => other !== by), actionPrefix },
  }));
  if (actionPrefix !== undefined) {
    // An index has one action after the other: to get the newest of all of them, each is walked.
    const actions = await listActions(db, actionPrefix);
    const walks = actions.map((value) => ({ by: { column: 'action' as const, value }, ...range }));
    plans.push({ walks, conditions: { equal, actionPrefix: undefined } });
  }
  if (plans.length > 0) return plans;
  return [{ walks: [{ by: undefined, ...range }], conditions: { equal, actionPrefix } }];
}

/** The plan that meets the fewest entries. */
async function choosePlan(db: Database, plans: readonly Plan[]): Promise<Plan> {
  let [best] = plans;
  let fewest = Number.POSITIVE_INFINITY;
  if (plans.length > 1) {
    for (const plan of plans) {
      let met = 0;
      for (const walk of plan.walks) met += await countWalk(db, walk, mostExamined);
      if (met < fewest) [best, fewest] = [plan, met];
    }
  }
  return best as Plan;
}

/** `floor` is the place at which the walk was broken off: from there on nothing is known. */
async function readBounded(db: Database, { walks, conditions }: Plan, walk: AuditWalk, limit: number) {
  const judges = conditions.equal.length > 0 || conditions.actionPrefix !== undefined;
  const most = Math.max(limit, Math.ceil(mostExamined / walks.length));
  const floor = judges ? await findNth(db, walk, most) : undefined;
  const rows = await readWalk(db, floor ? { ...walk, from: floor.at } : walk, conditions, limit);
  return { rows, floor };
}

function newest(positions: readonly AuditPosition[]): AuditPosition | undefined {
  return positions.reduce<AuditPosition | undefined>(
    (best, position) => (best && compare(best, position) > 0 ? best : position),
    undefined,
  );
}

const compare = (a: AuditPosition, b: AuditPosition): number => a.at - b.at || a.id - b.id;
