import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { findPostgres } from '../../scripts/postgres.mjs';

/** A PostgreSQL server of the test's own. */
export interface TestPostgres {
  /** Makes an empty database and answers its address. */
  createDatabase(): Promise<string>;
}

interface Identity {
  uid?: number;
  gid?: number;
}

/** Starts a cluster in a folder of its own, on a free port of loopback; ends with the test. */
export async function startPostgres(context: { after(ending: () => Promise<void>): void }): Promise<TestPostgres> {
  const bin = findPostgres();
  if (!bin) throw new Error('there is no PostgreSQL: run the tests by npm test, which installs it');
  const folder = mkdtempSync(join(tmpdir(), 'portico-postgres-'));
  const identity = ownIdentity(folder);
  execFileSync(join(bin, 'initdb'), ['-D', folder, '-U', 'portico', '-A', 'trust', '-E', 'UTF8', '--no-locale'], {
    ...identity,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const port = await findFreePort();
  const options = ['-D', folder, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1'];
  const server = spawn(join(bin, 'postgres'), options, { ...identity, cwd: folder, stdio: 'ignore' });
  context.after(async () => {
    await stop(server);
    rmSync(folder, { recursive: true, force: true });
  });
  const urlOf = (database: string): string => `postgres://portico@127.0.0.1:${port}/${database}`;
  await waitUntilReady(urlOf('postgres'), server);
  let databases = 0;
  return {
    async createDatabase() {
      databases += 1;
      const name = `test_${databases}`;
      await query(urlOf('postgres'), `create database ${name}`);
      return urlOf(name);
    },
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
  for (;;) {
    if (server.exitCode !== null) throw new Error(`postgres ended with status ${server.exitCode}`);
    try {
      return await query(url, 'select 1');
    } catch {
      await delay(50);
    }
  }
}

async function query(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGINT');
  await ended;
}
