import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Db } from '../../db/database.ts';
import type { AccountQuery, PageRequest } from './account-query.ts';
import { type CreationKey, listKeys, type Run } from './listing.store.ts';
import { inOrder, runsOf, spanOf } from './listing.ts';
import { isSearch, searchIds } from './search.ts';

/** Every id that the query means, in the order of its list, at most `size` at a time; others have their turn in between. */
export function walkIds(db: Db, query: AccountQuery, size: number): AsyncGenerator<number[]> {
  return isSearch(query.text) ? walkSearch(db, query, size) : walkList(db, query, size);
}

async function* walkSearch(db: Db, query: AccountQuery, size: number): AsyncGenerator<number[]> {
  let position: PageRequest = { direction: 'forward', limit: size };
  for (;;) {
    const { ids, next } = await searchIds(db, query, position);
    yield ids;
    if (!next) return;
    position = { ...position, from: next };
  }
}

/** What was read of one run and not used yet, the next one last. */
interface Lane {
  run: Run | undefined;
  keys: CreationKey[];
  readThrough: CreationKey | undefined;
}

/** Each run is read on when it is used up, so that every key is read once; pages would read each run for every page. */
async function* walkList(db: Db, query: AccountQuery, size: number): AsyncGenerator<number[]> {
  const order = query.order === 'oldest' ? 'asc' : 'desc';
  const lanes = runsOf(query).map((run): Lane => ({ run, keys: [], readThrough: undefined }));

  async function readOn(lane: Lane): Promise<void> {
    const range = { ...spanOf(query), beyond: lane.readThrough };
    const keys = await listKeys(db, lane.run, range, order, size);
    lane.readThrough = keys.at(-1) ?? lane.readThrough;
    lane.keys = keys.reverse();
    await nextTurn();
  }

  for (const lane of lanes) await readOn(lane);
  const compare = inOrder(order);
  let ids: number[] = [];
  for (let lane = findFirst(lanes, compare); lane; lane = findFirst(lanes, compare)) {
    ids.push((lane.keys.pop() as CreationKey).id);
    if (lane.keys.length === 0) await readOn(lane);
    if (ids.length < size) continue;
    yield ids;
    ids = [];
  }
  if (ids.length > 0) yield ids;
}

/** The lane whose next key comes before all others; undefined at the end. */
function findFirst(lanes: readonly Lane[], compare: ReturnType<typeof inOrder>): Lane | undefined {
  let first: Lane | undefined;
  for (const lane of lanes) {
    const [key, best] = [lane.keys.at(-1), first?.keys.at(-1)];
    if (key && (!best || compare(key, best) < 0)) first = lane;
  }
  return first;
}
