import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Database, type Tx, transact } from '../../db/database.ts';
import type { Clock } from '../ports.ts';
import { createRepeating } from '../repeating.ts';
import { addCount, type Count, sumCounts } from './counters.store.ts';
import { type CounterStep, listSteps } from './steps.ts';

export type { CounterStep } from './steps.ts';

/**
 * What is counted, and by what: `sign-ins`, `registrations`, `heartbeats` by contract; `failures` by
 * `<contract>:<error code>`, at the console only wrong passwords, captchas, keys and links; `codes-sent` and
 * `codes-verified` by channel (`sms`, `email`); `codes-refused` by what refused them, `codes-refused-to` by the number
 * segment, the first ones of each hour apart; `pushes-delivered` and `pushes-failed`, one for each device.
 */
export const counterNames = [
  'sign-ins',
  'registrations',
  'failures',
  'codes-sent',
  'codes-verified',
  'codes-refused',
  'codes-refused-to',
  'heartbeats',
  'pushes-delivered',
  'pushes-failed',
] as const;

/** One of them. */
export type CounterName = (typeof counterNames)[number];

/** How often something happened in each step, oldest first; steps in which it did not are 0. */
export interface CounterSeries {
  name: CounterName;
  label: string;
  points: Array<{ at: number; value: number }>;
}

/** Counts what happens. */
export interface Counters {
  /**
   * Counts `times` more, one unless told, in memory: costs no statement. `label` comes from a closed set, never from what
   * a caller sent.
   */
  add(name: CounterName, label?: string, times?: number): void;
  /** The same in the caller's transaction: counted if, and only if, that is kept. For what must add up. */
  addWithin(tx: Tx, name: CounterName, times: number): Promise<void>;
  /**
   * The beginnings of the last `count` steps up to now, and one series for each name and label that was counted in them.
   */
  read(query: {
    names: readonly CounterName[];
    step: CounterStep;
    count: number;
    timeZone: string;
  }): Promise<{ moments: number[]; series: CounterSeries[] }>;
  /** Writes down every second what was counted, until `stop`, which writes the rest. */
  start(): void;
  stop(): Promise<void>;
}

const hourMs = 3_600_000;
const flushMs = 1_000;

interface Deps {
  db: Database;
  clock: Clock;
  onFailure(error: unknown): void;
}

/** Counts in memory and adds to the table in one transaction a second; what cannot be written is tried again. */
export function createCounters({ db, clock, onFailure }: Deps): Counters {
  let pending = new Map<string, Count>();
  const flushes = createRepeating(write, flushMs);

  function addPending(count: Count): void {
    const key = `${count.hour_at}\n${count.name}\n${count.label}`;
    const known = pending.get(key);
    if (known) known.value += count.value;
    else pending.set(key, count);
  }

  async function write(): Promise<void> {
    const counts = [...pending.values()];
    if (counts.length === 0) return;
    pending = new Map();
    try {
      await transact(db, async (tx) => {
        for (const count of counts.sort(inOneOrder)) await addCount(tx, count);
      });
    } catch (error) {
      for (const count of counts) addPending(count);
      onFailure(error);
    }
  }

  return {
    add(name, label = '', times = 1) {
      if (times <= 0) return;
      addPending({ name, label, hour_at: hourOf(clock.now()), value: times });
    },

    async addWithin(tx, name, times) {
      if (times > 0) await addCount(tx, { name, label: '', hour_at: hourOf(clock.now()), value: times });
    },

    async read({ names, step, count, timeZone }) {
      await flushes.runAnew();
      const bounds = listSteps(clock.now(), step, count, timeZone);
      const starts = bounds.slice(0, -1);
      const sums: StepSum[] = [];
      for (const [index, from] of starts.entries()) {
        for (const sum of await sumCounts(db, names, from, bounds[index + 1] ?? from)) sums.push({ index, ...sum });
        await nextTurn();
      }
      return { moments: starts, series: toSeries(starts, sums) };
    },

    start: flushes.start,

    async stop() {
      await flushes.stop();
      await flushes.run();
    },
  };
}

/** Everybody counts in the same order, so that no two processes wait for each other. */
function inOneOrder(one: Count, other: Count): number {
  return one.hour_at - other.hour_at || compare(one.name, other.name) || compare(one.label, other.label);
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

const hourOf = (now: number): number => now - (now % hourMs);

interface StepSum {
  /** Which step. */
  index: number;
  name: string;
  label: string;
  value: number;
}

function toSeries(starts: readonly number[], sums: readonly StepSum[]): CounterSeries[] {
  const groups = Map.groupBy(sums, ({ name, label }) => `${name}\n${label}`);
  return [...groups.values()].map((group) => {
    const values = new Map(group.map(({ index, value }) => [index, value]));
    const { name = '', label = '' } = group[0] ?? {};
    return {
      name: name as CounterName,
      label,
      points: starts.map((at, index) => ({ at, value: values.get(index) ?? 0 })),
    };
  });
}
