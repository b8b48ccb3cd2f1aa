import pg, { type PoolClient } from 'pg';
import { DatabaseUnavailable } from '../unavailable.ts';
import type { PostgresOptions } from './options.ts';
import { createPing } from './ping.ts';

/** A connection that somebody has to himself until he releases it; a broken one is not used again. */
export interface Lease {
  client: PoolClient;
  release(isBroken?: boolean): void;
}

/** How busy the connections are. */
export interface PoolState {
  most: number;
  open: number;
  idle: number;
  waiting: number;
}

/** Connections to one PostgreSQL server. */
export interface PostgresPool {
  /**
   * One that was opened at that `performance.now()` or later; older ones that are met on the way are closed. Throws
   * DatabaseUnavailable at once where too many wait already, and after 5 s without a connection.
   */
  lease(openedSince?: number): Promise<Lease>;
  state(): PoolState;
  /** Resolves when the server answers, on a connection beside the pool, and rejects within 2 s where it does not. */
  ping(): Promise<void>;
  end(): Promise<void>;
}

const connectTimeoutMs = 5_000;
const patientConnectTimeoutMs = 60_000;
/** As long as SQLite waits for its lock. */
const lockTimeoutMs = 5_000;
const statementTimeoutMs = 10_000;
/** A server that hangs, or a network that swallows answers, says nothing of its own time-out. */
const answerTimeoutMs = statementTimeoutMs + 2_000;
/** No transaction of ours waits for anything but its own statements. */
const idleInTransactionMs = 15_000;
const idleMs = 60_000;

const timeouts = {
  statement_timeout: statementTimeoutMs,
  lock_timeout: lockTimeoutMs,
  idle_in_transaction_session_timeout: idleInTransactionMs,
  query_timeout: answerTimeoutMs,
};

/** Milliseconds, ids and sums stay far below 2^53: as numbers they are what SQLite answers. */
const numberTypes = new Set<number>([pg.types.builtins.INT8, pg.types.builtins.NUMERIC]);
const typeParsers = {
  getTypeParser: (type: number, format?: 'text' | 'binary') =>
    numberTypes.has(type) && format !== 'binary' ? Number : pg.types.getTypeParser(type, format),
} as pg.CustomTypesConfig;

/** Opens no connection before one is needed. */
export function createPool({ url, tls, most, mostWaiting, isPatient = false }: PostgresOptions): PostgresPool {
  const pool = new pg.Pool({
    connectionString: url,
    ssl: tls,
    max: most,
    types: typeParsers,
    application_name: 'portico',
    connectionTimeoutMillis: isPatient ? patientConnectTimeoutMs : connectTimeoutMs,
    idleTimeoutMillis: idleMs,
    // A connection that nobody uses is no reason for a process to go on.
    allowExitOnIdle: true,
    ...(!isPatient && timeouts),
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  // One that is lost while nobody uses it is left out from then on, one that is in use fails what it is asked; unheard,
  // either would end the process.
  pool.on('error', () => undefined);
  const openedAt = new WeakMap<PoolClient, number>();
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    openedAt.set(client, performance.now());
  });

  async function connect(openedSince: number): Promise<PoolClient> {
    for (;;) {
      const client = await pool.connect();
      if ((openedAt.get(client) ?? 0) >= openedSince) return client;
      client.release(true);
    }
  }

  const ping = createPing({ url, tls });
  return {
    async lease(openedSince = 0) {
      // Those of this very tick are put in the queue before free connections are handed out.
      const free = pool.idleCount + most - pool.totalCount;
      if (pool.waitingCount - free >= mostWaiting) {
        throw new DatabaseUnavailable(`${mostWaiting} callers wait for one of ${most} connections already`);
      }
      const client = await connect(openedSince);
      return { client, release: (isBroken = false) => client.release(isBroken) };
    },
    state: () => ({ most, open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    ping: () => ping.ask(),
    async end() {
      await Promise.all([ping.end(), pool.end()]);
    },
  };
}
