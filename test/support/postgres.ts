import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { findPostgres } from '../../scripts/postgres.mjs';

/** How PostgreSQL is told to stop: finish what runs, undo what runs, or fall over where it stands. */
type StopMode = 'SIGTERM' | 'SIGINT' | 'SIGQUIT';

/** A PostgreSQL server of the test's own. */
export interface TestPostgres {
  /** Makes an empty database and answers its address. */
  createDatabase(): Promise<string>;
  /** The address of a database on it. */
  urlOf(database: string): string;
  /** The postmaster. */
  readonly process: ChildProcess;
  stop(mode?: StopMode): Promise<void>;
  start(): Promise<void>;
}

interface Identity {
  uid?: number;
  gid?: number;
}

const startTimeoutMs = 60_000;

/**
 * Starts a cluster in a folder of its own, on a free port of loopback; ends with the test. A commit is answered when it
 * is written, and survives the end of every process; what only a power cut would take is not waited for.
 */
export async function startPostgres(
  context: { after(ending: () => Promise<void>): void },
  settings: readonly string[] = [],
): Promise<TestPostgres> {
  const bin = findPostgres();
  if (!bin) throw new Error('there is no PostgreSQL: run the tests by npm test, which installs it');
  const folder = mkdtempSync(join(tmpdir(), 'portico-postgres-'));
  const identity = ownIdentity(folder);
  const init = ['-D', folder, '-U', 'portico', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
  execFileSync(join(bin, 'initdb'), init, { ...identity, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const port = await findFreePort();
  const options = ['listen_addresses=127.0.0.1', 'fsync=off', 'max_connections=300', ...settings];
  const urlOf = (database: string): string => `postgres://portico@127.0.0.1:${port}/${database}`;
  let server: ChildProcess;

  async function start(): Promise<void> {
    const given = options.flatMap((option) => ['-c', option]);
    server = spawn(join(bin as string, 'postgres'), ['-D', folder, '-p', String(port), '-k', folder, ...given], {
      ...identity,
      cwd: folder,
      stdio: 'ignore',
    });
    await waitUntilReady(urlOf('postgres'), server);
  }

  await start();
  context.after(async () => {
    await stop(server, 'SIGINT');
    rmSync(folder, { recursive: true, force: true });
  });
  let databases = 0;
  return {
    async createDatabase() {
      databases += 1;
      const name = `test_${databases}`;
      await query(urlOf('postgres'), `create database ${name}`);
      return urlOf(name);
    },
    urlOf,
    get process() {
      return server;
    },
    stop: (mode = 'SIGINT') => stop(server, mode),
    start,
  };
}

/** PostgreSQL refuses to run as root: then it runs as the user that Debian's package makes. */
function ownIdentity(folder: string): Identity {
  if (process.getuid?.() !== 0) return {};
  const idOf = (option: string): number => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  chownSync(folder, uid, gid);
  return { uid, gid };
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function waitUntilReady(url: string, server: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + startTimeoutMs; ; ) {
    if (server.exitCode !== null) throw new Error(`postgres ended with status ${server.exitCode}`);
    try {
      return await query(url, 'select 1');
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(50);
    }
  }
}

/** Runs one statement on a connection of its own. */
export async function query(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

async function stop(server: ChildProcess, mode: StopMode): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill(mode);
  await ended;
}
