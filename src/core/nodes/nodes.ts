import type { Database, Db } from '../../db/database.ts';
import { isPostgres } from '../../db/dialect.ts';
import type { Clock } from '../ports.ts';
import { createRepeating } from '../repeating.ts';
import { deleteNodes, listNodesSeen, type NodeRow, upsertNode } from './nodes.store.ts';

/** One process that serves. */
export interface Node {
  id: string;
  /** Where it runs, for people. */
  name: string;
  /** The schema version that its program knows. */
  programVersion: number;
  /** Names the place of its files: the same for all who share them. */
  storage: string;
  /** The ids of its root keys, the current one first. */
  rootKeys: readonly string[];
}

/** What keeps nodes of one database from being one Portico. `about` is the other node. */
export type NodeProblem =
  | { kind: 'other-storage' | 'unknown-root-key' | 'root-key-unknown-there'; about: string }
  | { kind: 'clock'; aheadMs: number };

/** Knows the other nodes on the same database. */
export interface Nodes {
  /** Says that this one is there, now and every 5 s until `stop`, and answers what does not fit. */
  start(): Promise<NodeProblem[]>;
  stop(): Promise<void>;
}

/** The schema version since which nodes are known. */
export const nodesSince = 8;

const beatMs = 5_000;
const goneMs = 30_000;
const dayMs = 24 * 3_600_000;
// Below that, clocks that are set by the network differ anyway.
const mostAheadMs = 2_000;

interface Deps {
  db: Database;
  clock: Clock;
  self: Node;
  /** Is told what did not fit before. */
  onProblem(problem: NodeProblem): void;
  onFailure(error: unknown): void;
}

/** SQLite's file is served by one process: there is nobody else to know. */
export function createNodes({ db, clock, self, onProblem, onFailure }: Deps): Nodes {
  const row = toRow(self);
  const beats = createRepeating(beatAndTell, beatMs);
  let isStarted = false;
  let known = new Set<string>();

  /** Answers what does not fit and was not known before. */
  async function beat(): Promise<NodeProblem[]> {
    const before = clock.now();
    const databaseNow = await upsertNode(db, row);
    const others = (await listLiveNodes(db)).filter(({ id }) => id !== self.id);
    const problems = [
      ...findClockProblem(before, databaseNow, clock.now()),
      ...others.flatMap((node) => judge(self, node)),
    ];
    const fresh = problems.filter((problem) => !known.has(keyOf(problem)));
    known = new Set(problems.map(keyOf));
    return fresh;
  }

  function beatAndTell(): Promise<void> {
    return beat().then((fresh) => fresh.forEach(onProblem), onFailure);
  }

  return {
    async start() {
      if (!isPostgres(db)) return [];
      isStarted = true;
      beats.start();
      try {
        await deleteNodes(db, self.id, dayMs);
        return await beat();
      } catch (error) {
        onFailure(error);
        return [];
      }
    },
    async stop() {
      if (!isStarted) return;
      await beats.stop();
      await deleteNodes(db, self.id, dayMs).catch(onFailure);
    },
  };
}

/** Those that serve on a PostgreSQL database at this moment, or did half a minute ago and were killed. */
export async function listLiveNodes(db: Db): Promise<Node[]> {
  return isPostgres(db) ? (await listNodesSeen(db, goneMs)).map(toNode) : [];
}

function judge(self: Node, other: Node): NodeProblem[] {
  const about = other.name;
  const knows = (node: Node, [current = '']: readonly string[]): boolean => node.rootKeys.includes(current);
  return [
    ...(other.storage === self.storage ? [] : [{ kind: 'other-storage', about } as const]),
    ...(knows(self, other.rootKeys) ? [] : [{ kind: 'unknown-root-key', about } as const]),
    ...(knows(other, self.rootKeys) ? [] : [{ kind: 'root-key-unknown-there', about } as const]),
  ];
}

/** As far as the time that asking took lets it be known. */
function findClockProblem(before: number, databaseNow: number, after: number): NodeProblem[] {
  const aheadMs = before > databaseNow ? before - databaseNow : Math.min(0, after - databaseNow);
  return Math.abs(aheadMs) > mostAheadMs ? [{ kind: 'clock', aheadMs }] : [];
}

const keyOf = (problem: NodeProblem): string =>
  problem.kind === 'clock' ? problem.kind : `${problem.kind} ${problem.about}`;

function toRow({ id, name, programVersion, storage, rootKeys }: Node): Omit<NodeRow, 'seen_at'> {
  return { id, name, program_version: programVersion, storage, root_keys: rootKeys.join(',') };
}

function toNode({ id, name, program_version, storage, root_keys }: NodeRow): Node {
  return { id, name, programVersion: program_version, storage, rootKeys: root_keys.split(',') };
}
