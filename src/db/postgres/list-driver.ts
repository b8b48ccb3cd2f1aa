import { setTimeout as pause } from 'node:timers/promises';
import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult, SelectQueryNode } from 'kysely';
import { type Answer, createAsking, toResult } from './asking.ts';
import { asDatabaseError, isConnectionLost } from './failures.ts';
import type { Lease, PostgresPool } from './pool.ts';

/** How long a copy may take to catch up before the primary is asked. */
const catchUpMs = 100;
const lookEveryMs = 5;
/** How long a copy that could not be asked is left alone. */
const restMs = 5_000;

const askPosition = CompiledQuery.raw('select pg_current_wal_lsn() as position');
const askIsThere = (position: string): CompiledQuery =>
  CompiledQuery.raw('select coalesce(pg_last_wal_replay_lsn() >= cast($1 as pg_lsn), false) as "isThere"', [position]);

/**
 * Reads from a copy what was kept before it was asked for, by whomever and on whichever node: the primary tells how far
 * it is, and a copy that is not there within 100 ms, or not to be had, is not asked. For lists and search, which cost more
 * than that question. Everything but single reads goes to the primary.
 */
export function createListDriver(primary: PostgresPool, copy: PostgresPool): Driver {
  const [ofPrimary, ofCopy] = [createAsking(primary), createAsking(copy)];
  let restsUntil = 0;

  async function catchesUp(lease: Lease, position: string): Promise<boolean> {
    for (const deadline = Date.now() + catchUpMs; ; await pause(lookEveryMs)) {
      const { rows } = await ofCopy.ask(lease, askIsThere(position));
      if (rows[0]?.isThere) return true;
      if (Date.now() >= deadline) return false;
    }
  }

  /** Undefined where the copy is behind. */
  async function askCopy(query: CompiledQuery, position: string): Promise<Answer | undefined> {
    const lease = await copy.lease();
    try {
      const answer = (await catchesUp(lease, position)) ? await ofCopy.ask(lease, query) : undefined;
      lease.release();
      return answer;
    } catch (error) {
      lease.release(isConnectionLost(error));
      throw error;
    }
  }

  async function read(query: CompiledQuery): Promise<Answer> {
    if (Date.now() >= restsUntil) {
      const { rows } = await ofPrimary.askAlone(askPosition);
      try {
        const answer = await askCopy(query, rows[0]?.position);
        if (answer) return answer;
      } catch {
        // Whatever it is, the primary either says the same or serves.
        restsUntil = Date.now() + restMs;
      }
    }
    return ofPrimary.askAlone(query);
  }

  const connection: DatabaseConnection = {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      try {
        return toResult<R>(await (SelectQueryNode.is(query.query) ? read(query) : ofPrimary.askAlone(query)));
      } catch (error) {
        throw asDatabaseError(error);
      }
    },
    // biome-ignore lint/correctness/useYield: Kysely's interface asks for a generator; nothing here streams rows.
    async *streamQuery(): AsyncIterableIterator<QueryResult<never>> {
      throw new Error('rows are read in pages, never streamed');
    },
  };
  const refuse = async (): Promise<never> => {
    throw new Error('lists are read, not written');
  };

  return {
    async init() {},
    acquireConnection: async () => connection,
    releaseConnection: async () => {},
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    destroy: () => copy.end(),
  };
}
