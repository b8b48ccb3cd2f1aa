import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from 'kysely';
import type { DirectAdapter } from '../direct.ts';
import { DatabaseUnavailable } from '../unavailable.ts';
import { type Answer, createAsking, toResult } from './asking.ts';
import { asDatabaseError, isConnectionLost, isDiskAtFault } from './failures.ts';
import type { Lease, PostgresPool } from './pool.ts';

interface Connection extends DatabaseConnection {
  /**
   * Held from the beginning of a transaction to its end, or `lost` in the middle of it. A statement of its own takes one
   * and gives it back.
   */
  held: Lease | 'lost' | undefined;
}

/**
 * Runs statements on connections of a pool, which it ends with itself. `direct` is there only while Kysely has it open,
 * which does not close what it has not opened.
 */
export function createPostgresDriver(pool: PostgresPool, direct: DirectAdapter | undefined): Driver {
  const { ask, leaseFor, askAlone } = createAsking(pool);

  async function askHeld(connection: Connection, lease: Lease, query: CompiledQuery): Promise<Answer> {
    try {
      return await ask(lease, query);
    } catch (error) {
      if (isConnectionLost(error)) {
        lease.release(true);
        connection.held = 'lost';
      }
      throw error;
    }
  }

  async function run(connection: Connection, query: CompiledQuery): Promise<Answer> {
    const { held } = connection;
    if (held === 'lost') throw new DatabaseUnavailable('the connection of this transaction was lost');
    try {
      return await (held ? askHeld(connection, held, query) : askAlone(query));
    } catch (error) {
      throw asDatabaseError(error);
    }
  }

  const createConnection = (): Connection => ({
    held: undefined,
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      return toResult<R>(await run(this, query));
    },
    // biome-ignore lint/correctness/useYield: Kysely's interface asks for a generator; nothing here streams rows.
    async *streamQuery(): AsyncIterableIterator<QueryResult<never>> {
      throw new Error('rows are read in pages, never streamed');
    },
  });

  const own = (connection: DatabaseConnection): Connection => connection as Connection;

  async function statement(connection: Connection, text: string): Promise<void> {
    await run(connection, CompiledQuery.raw(text));
  }

  /**
   * Where the connection is lost, the answer alone may be: all was kept. So it is where PostgreSQL's own disk failed. That
   * it was lost before anything was sent is not always known here: then it counts as uncertain too, though nothing was kept.
   */
  async function commit(connection: Connection): Promise<Answer> {
    const wasLost = connection.held === 'lost';
    try {
      return await run(connection, CompiledQuery.raw('commit'));
    } catch (error) {
      const { cause } = error as Error;
      const isUncertain = !wasLost && (connection.held === 'lost' || isDiskAtFault(cause));
      if (!isUncertain) throw error;
      throw new DatabaseUnavailable('a commit may have been kept', cause, { mayBeCommitted: true });
    }
  }

  /** Ends the hold of a transaction; closing the connection undoes what was not committed. */
  function letGo(connection: Connection, isBroken: boolean): void {
    if (connection.held !== 'lost') connection.held?.release(isBroken);
    connection.held = undefined;
  }

  return {
    async init() {
      const alone = createConnection();
      if (direct) direct.runAlone = (query) => alone.executeQuery(query);
    },
    acquireConnection: async () => createConnection(),
    async releaseConnection(connection) {
      letGo(own(connection), true);
    },
    async beginTransaction(connection) {
      try {
        own(connection).held = (await leaseFor(CompiledQuery.raw('begin'), true)).lease;
      } catch (error) {
        throw asDatabaseError(error);
      }
    },
    async commitTransaction(connection) {
      const { command } = await commit(own(connection));
      letGo(own(connection), false);
      // A transaction in which a statement failed, and whose failure was swallowed, ends with a rollback whatever is said.
      if (command === 'ROLLBACK') throw new Error('the transaction had failed before its commit');
    },
    async rollbackTransaction(connection) {
      // Kysely also rolls back after a failed commit.
      if (!own(connection).held || own(connection).held === 'lost') return;
      try {
        await run(own(connection), CompiledQuery.raw('rollback'));
        letGo(own(connection), false);
      } catch {
        // What is not committed is undone with the connection; the caller is told of what went wrong before.
        letGo(own(connection), true);
      }
    },
    savepoint: (connection, name) => statement(own(connection), `savepoint "${name}"`),
    rollbackToSavepoint: (connection, name) => statement(own(connection), `rollback to "${name}"`),
    releaseSavepoint: (connection, name) => statement(own(connection), `release "${name}"`),
    destroy() {
      if (direct) direct.runAlone = undefined;
      return pool.end();
    },
  };
}
