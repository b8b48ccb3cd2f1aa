import pg from 'pg';
import type { PostgresOptions } from './options.ts';

/** Asks a server whether it is there. */
export interface Ping {
  /** Resolves when it answers, and rejects within 2 s where it does not. Whoever asks meanwhile shares the answer. */
  ask(): Promise<void>;
  end(): Promise<void>;
}

const timeoutMs = 1_000;

/** On a connection of its own: a busy pool is no database that is gone. Connects when it is first asked. */
export function createPing({ url, tls }: Pick<PostgresOptions, 'url' | 'tls'>): Ping {
  let client: pg.Client | undefined;
  let asking: Promise<void> | undefined;
  let isEnded = false;

  function drop(): void {
    client?.end().catch(() => undefined);
    client = undefined;
  }

  async function askAnew(): Promise<void> {
    const fresh = new pg.Client({
      connectionString: url,
      ssl: tls,
      application_name: 'portico ready',
      connectionTimeoutMillis: timeoutMs,
    });
    // Unheard, a connection that ends while nobody asks would end the process.
    fresh.on('error', () => undefined);
    client = fresh;
    await fresh.connect();
    await inTime(fresh.query('select 1'));
  }

  async function askOnce(): Promise<void> {
    const startedAt = performance.now();
    const wasKept = client !== undefined;
    try {
      await (client ? inTime(client.query('select 1')) : askAnew());
    } catch (error) {
      drop();
      // One that ended while nobody asked says nothing of the server.
      if (!wasKept || performance.now() - startedAt >= timeoutMs / 2) throw error;
      await askAnew().catch((again: unknown) => {
        drop();
        throw again;
      });
    }
  }

  return {
    ask() {
      if (isEnded) return Promise.reject(new Error('the database was closed'));
      asking ??= askOnce().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    async end() {
      isEnded = true;
      await asking?.catch(() => undefined);
      drop();
    },
  };
}

/** Where this process itself was held up, the answer lies there already and is read before an immediate. */
async function inTime(asked: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<never>();
  const giveUp = (): void => late.reject(new Error(`no answer within ${timeoutMs} ms`));
  const limit = setTimeout(() => setImmediate(giveUp), timeoutMs);
  try {
    await Promise.race([asked, late.promise]);
  } finally {
    clearTimeout(limit);
  }
}
