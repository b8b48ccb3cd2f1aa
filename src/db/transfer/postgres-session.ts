import { finished } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { fillingWithoutCounting } from '../account-counts.ts';
import { asDatabaseError } from '../postgres/failures.ts';
import type { PostgresOptions } from '../postgres/options.ts';
import { createPool } from '../postgres/pool.ts';
import { toCopyText } from './copy-text.ts';
import type { Row, TableShape } from './table-shapes.ts';

/** One connection that fills a PostgreSQL database; nothing on it is limited in time. */
export interface PostgresSession {
  query<Found>(text: string, parameters?: unknown[]): Promise<Found[]>;
  /** All that `work` does on this session is kept, or nothing. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  /** Adds rows by COPY, numbered as they are. */
  copyIn(table: TableShape, rows: readonly Row[]): Promise<void>;
  close(): Promise<void>;
}

/** An operator's own limits would break off what takes long by its nature. */
const settings = [
  'set statement_timeout = 0',
  'set lock_timeout = 0',
  'set idle_in_transaction_session_timeout = 0',
  // What a crash of PostgreSQL takes is copied again, since how far the copy came is taken with it.
  'set synchronous_commit = off',
  "set maintenance_work_mem = '256MB'",
  fillingWithoutCounting('session'),
];

/**
 * Opens a connection of its own. It breaks off at once, in the middle of a statement, where `stopping` says so: then
 * everything it is asked rejects.
 */
export async function openPostgresSession(options: PostgresOptions, stopping: AbortSignal): Promise<PostgresSession> {
  const pool = createPool({ ...options, most: 1, mostWaiting: 1, isPatient: true });
  const asking = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      stopping.throwIfAborted();
      return await ask();
    } catch (error) {
      throw stopping.aborted ? stopping.reason : asDatabaseError(error);
    }
  };
  const { client, release } = await asking(() => pool.lease());
  const breakOff = (): void => void client.end();
  stopping.addEventListener('abort', breakOff, { once: true });
  const query = <Found>(text: string, parameters: unknown[] = []): Promise<Found[]> =>
    asking(async () => (await client.query(text, parameters)).rows as Found[]);
  const close = async (): Promise<void> => {
    stopping.removeEventListener('abort', breakOff);
    release(true);
    await pool.end();
  };
  try {
    for (const setting of settings) await query(setting);
    // A backend that builds an index notices otherwise late that nobody waits for it; not every system can.
    await query("set client_connection_check_interval = '2s'").catch(() => undefined);
  } catch (error) {
    await close();
    throw error;
  }

  return {
    query,
    async transaction(work) {
      await query('begin');
      try {
        const result = await work();
        await query('commit');
        return result;
      } catch (error) {
        await query('rollback').catch(() => undefined);
        throw error;
      }
    },
    copyIn: ({ name, columns }, rows) =>
      asking(async () => {
        const listed = columns.map((column) => `"${column.name}"`).join(', ');
        const stream = client.query(copyFrom(`copy "${name}" (${listed}) from stdin`));
        stream.end(toCopyText(rows));
        await finished(stream);
      }),
    close,
  };
}
