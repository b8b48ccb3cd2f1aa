import type { Database } from '../../db/database.ts';
import type { ContractName } from '../../db/schema.ts';
import type { Clock } from '../ports.ts';
import { createRepeating } from '../repeating.ts';
import { dayOf, daysBack } from './days.ts';
import {
  countAccounts,
  type DoorAccount,
  type DoorAccountPage,
  type DoorFigures,
  type DoorUse,
  type DoorUsePage,
  listAccounts,
  listEndpoints,
  listUses,
  sumUses,
} from './reading.store.ts';
import { createTally, type DoorCall, type Taken, type Tally } from './tally.ts';
import { mergeUses, writeAccounts, writeUses } from './writing.ts';

export type { DoorAccount, DoorUse, DoorUseOrder } from './reading.store.ts';
export type { DoorCall } from './tally.ts';

/** Who came through one contract's door lately. */
export interface DoorSummary extends DoorFigures {
  contract: ContractName;
  /** Different accounts that came with a session; `capped`: more than were counted. */
  accountsLast7Days: { count: number; capped: boolean };
  accountsLast30Days: { count: number; capped: boolean };
}

/**
 * What comes through the doors, by contract, endpoint and the version of the program: what an operator must know before
 * closing one. Figures go back 90 days.
 */
export interface DoorUses {
  /** Counts one call in memory: costs no statement. A crash loses what was counted since the last writing. */
  note(call: DoorCall): void;
  /** One for each of the contracts, in their order. */
  summarise(contracts: readonly ContractName[]): Promise<DoorSummary[]>;
  /** The endpoints of each contract that anybody called. */
  listCalled(): Promise<Map<ContractName, Set<string>>>;
  /** What was called, by endpoint and version. */
  list(page: Omit<DoorUsePage, 'days'>): Promise<DoorUse[]>;
  /** The accounts that came through a door, the last one first. */
  listAccounts(page: DoorAccountPage): Promise<DoorAccount[]>;
  /** Writes down every 5 s what was counted, until `stop`, which writes the rest. */
  start(): void;
  stop(): Promise<void>;
}

const flushMs = 5_000;
const mostAccountsCounted = 10_000;

interface Deps {
  db: Database;
  /** For lists and sums. */
  lists: Database;
  clock: Clock;
  onFailure(error: unknown): void;
}

/** Counts in memory and adds to the tables every few seconds; what cannot be written is tried again. */
export function createDoorUses({ db, lists, clock, onFailure }: Deps): DoorUses {
  let tally = createTally(clock.now());
  /** Of days that are over, and of writings that failed. */
  let waiting: Taken[] = [];
  const flushes = createRepeating(write, flushMs);

  function beginDay(now: number): Tally {
    waiting.push(tally.take());
    tally = createTally(now);
    return tally;
  }

  async function write(): Promise<void> {
    const all = mergeByDay([...waiting, tally.take()]);
    waiting = [];
    for (const taken of all) await writeDay(taken);
  }

  async function writeDay(taken: Taken): Promise<void> {
    let left = taken;
    try {
      const { refused, accounts } = await writeUses(db, taken);
      left = { ...taken, newVersions: [], uses: [], accounts };
      if (taken.dayAt === tally.dayAt) for (const each of refused) tally.refuse(each, each.kept);
      await writeAccounts(db, taken.dayAt, accounts);
    } catch (error) {
      waiting.push(left);
      onFailure(error);
    }
  }

  const recent = () => ({ week: daysBack(clock.now(), 7), month: daysBack(clock.now(), 30) });

  return {
    note(call) {
      const now = clock.now();
      (dayOf(now) === tally.dayAt ? tally : beginDay(now)).add(call, now);
    },

    async summarise(contracts) {
      await flushes.runAnew();
      const days = recent();
      const figures = new Map((await sumUses(lists, days)).map((row) => [row.contract, row]));
      const summaries: DoorSummary[] = [];
      for (const contract of contracts) {
        const { week, month } = await countAccounts(lists, contract, { ...days, most: mostAccountsCounted + 1 });
        summaries.push({
          ...(figures.get(contract) ?? nothing),
          contract,
          accountsLast7Days: cap(week),
          accountsLast30Days: cap(month),
        });
      }
      return summaries;
    },

    async listCalled() {
      const groups = Map.groupBy(await listEndpoints(lists), ({ contract }) => contract);
      return new Map([...groups].map(([contract, rows]) => [contract, new Set(rows.map(({ endpoint }) => endpoint))]));
    },

    async list(page) {
      await flushes.runAnew();
      return listUses(lists, { ...page, days: recent() });
    },

    async listAccounts(page) {
      await flushes.runAnew();
      return listAccounts(lists, page);
    },

    start: flushes.start,

    async stop() {
      await flushes.stop();
      await flushes.run();
    },
  };
}

const nothing: DoorFigures = { callsLast7Days: 0, callsLast30Days: 0, failuresLast30Days: 0, lastSeenAt: null };

function cap(count: number): { count: number; capped: boolean } {
  return { count: Math.min(count, mostAccountsCounted), capped: count > mostAccountsCounted };
}

/** One of each day, the oldest first: nothing grows while the database is away but the days. */
function mergeByDay(all: readonly Taken[]): Taken[] {
  const days = Map.groupBy(
    all.filter(({ uses, accounts }) => uses.length > 0 || accounts.length > 0),
    ({ dayAt }) => dayAt,
  );
  return [...days.entries()]
    .sort(([one], [other]) => one - other)
    .map(([dayAt, taken]) => ({
      dayAt,
      newVersions: taken.flatMap(({ newVersions }) => newVersions),
      uses: mergeUses(taken.flatMap(({ uses }) => uses)),
      accounts: newest(taken.flatMap(({ accounts }) => accounts)),
    }));
}

function newest(rows: Taken['accounts']): Taken['accounts'] {
  return [...new Map(rows.map((row) => [`${row.contract}\n${row.account_id}`, row])).values()];
}
