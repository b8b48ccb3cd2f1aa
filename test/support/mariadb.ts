import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { findMariadb } from '../../scripts/mariadb.mjs';
import { findFreePort } from './free-port.ts';

/** A MariaDB server of the test's own. */
export interface TestMariadb {
  /** The address of its one database. */
  url: string;
  /** Runs statements there. */
  run(...statements: string[]): Promise<void>;
}

const startTimeoutMs = 60_000;

/** Starts one in a folder of its own, on a free port of loopback; ends with the test. */
export async function startMariadb(context: { after(ending: () => Promise<void>): void }): Promise<TestMariadb> {
  const programs = findMariadb();
  if (!programs) throw new Error('there is no MariaDB: run the tests by npm test, which installs it');
  const folder = mkdtempSync(join(tmpdir(), 'portico-mariadb-'));
  const asSelf = process.getuid?.() === 0 ? ['--user=root'] : [];
  const own = ['--no-defaults', `--datadir=${folder}`, ...asSelf];
  execFileSync(programs.install, [...own, '--auth-root-authentication-method=normal', '--skip-test-db'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const port = await findFreePort();
  const options = [
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--socket=${join(folder, 'socket')}`,
    '--skip-log-bin',
  ];
  const server = spawn(programs.server, [...own, ...options, '--innodb-flush-log-at-trx-commit=0'], {
    stdio: 'ignore',
  });
  context.after(async () => {
    const ended = once(server, 'exit');
    if (server.exitCode === null && server.kill('SIGKILL')) await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  const urlOf = (database: string): string => `mysql://root@127.0.0.1:${port}/${database}`;

  async function runAt(url: string, statements: readonly string[]): Promise<void> {
    const connection = await createConnection(url);
    try {
      for (const statement of statements) await connection.query(statement);
    } finally {
      await connection.end();
    }
  }

  const giveUpAt = Date.now() + startTimeoutMs;
  while (
    !(await runAt(urlOf('mysql'), ['create database if not exists shop']).then(
      () => true,
      () => false,
    ))
  ) {
    if (server.exitCode !== null || Date.now() > giveUpAt) throw new Error('MariaDB does not start');
    await delay(50);
  }
  return { url: urlOf('shop'), run: (...statements) => runAt(urlOf('shop'), statements) };
}
