import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';

/** What a client has done. */
export const changeKinds = [
  'registration',
  'password change',
  'sign-out',
  'session end',
  'freeze',
  'release',
  'vault entry',
  'feedback',
  'heartbeat',
] as const;

/** One of them. */
export type ChangeKind = (typeof changeKinds)[number];

/** What names the change where it is looked for afterwards. */
export type Facts = Readonly<Record<string, string | number>>;

/** What became of it: unknown, where no answer came, or where the door said that the database cannot be asked. */
export type Outcome = 'acknowledged' | 'unknown';

/** One change as the ledger tells it; without an outcome the client itself ended before it knew. */
export interface Entry {
  id: number;
  kind: ChangeKind;
  facts: Facts;
  outcome: Outcome;
}

/** Where clients note what they are about to do, and what they were told of it. */
export interface Ledger {
  /** Resolves with the change's number when it is on disk, before anything is asked for. */
  intend(kind: ChangeKind, facts: Facts): Promise<number>;
  /** Resolves when it is on disk. */
  settle(id: number, outcome: Outcome): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  line: string;
  done: PromiseWithResolvers<void>;
}

/** Opens a ledger that outlives the client: each line is on disk before whoever wrote it goes on. */
export async function openLedger(path: string): Promise<Ledger> {
  const file = await open(path, 'a');
  let waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;
  let newest = 0;

  /** What came meanwhile is written together, and waits for the disk once. */
  async function writeWaiting(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await file.appendFile(group.map(({ line }) => line).join(''));
      await file.datasync();
      for (const { done } of group) done.resolve();
    }
    writing = undefined;
  }

  function write(record: object): Promise<void> {
    const done = Promise.withResolvers<void>();
    waiting.push({ line: `${JSON.stringify(record)}\n`, done });
    writing ??= writeWaiting();
    return done.promise;
  }

  return {
    async intend(kind, facts) {
      newest += 1;
      const id = newest;
      await write({ id, kind, facts });
      return id;
    },
    settle: (id, outcome) => write({ id, outcome }),
    async close() {
      await writing;
      await file.close();
    },
  };
}

/** Reads back what the file says, in the order in which it was intended; a line without an end was never relied on. */
export function readLedger(path: string): Entry[] {
  const entries = new Map<number, Entry>();
  for (const line of readFileSync(path, 'utf8').split('\n').slice(0, -1)) {
    const { id, kind, facts, outcome } = JSON.parse(line);
    const known = entries.get(id);
    if (known) known.outcome = outcome;
    else entries.set(id, { id, kind, facts, outcome: 'unknown' });
  }
  return [...entries.values()];
}
