import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { findRedis } from '../../scripts/redis.mjs';
import { findFreePort } from './free-port.ts';

/** A Redis server of the test's own, and what can happen to it. */
export interface TestRedis {
  port: number;
  url: string;
  /** One command on a connection of its own; throws what the server answers. */
  command(...words: Array<string | number>): Promise<unknown>;
  /** Loses what is not on disk. */
  kill(): Promise<void>;
  /** Again, at the same port, on the same folder. */
  start(): Promise<void>;
  /** From now on it answers nobody, and its connections stay open. */
  hang(): void;
  resume(): void;
}

interface Context {
  after(ending: () => Promise<void>): void;
}

interface Setting {
  port?: number;
  password?: string;
  /** Instead of `--option value`, for what can be said in a file alone. */
  file?: string;
  options?: readonly string[];
}

const host = '127.0.0.1';

/** Starts one in a folder of its own, on a free port of loopback, keeping nothing on disk by itself; ends with the test. */
export async function startRedis(context: Context, setting: Setting = {}): Promise<TestRedis> {
  const program = findRedis();
  if (!program) throw new Error('there is no Redis: run the tests by npm test, which installs it');
  const folder = mkdtempSync(join(tmpdir(), 'portico-redis-'));
  const port = setting.port ?? (await findFreePort());
  const login = setting.password === undefined ? {} : { password: setting.password };
  let server: ChildProcess | undefined;

  async function command(...words: Array<string | number>): Promise<unknown> {
    const client = new Redis({ ...login, host, port, lazyConnect: true, retryStrategy: null, enableReadyCheck: false });
    client.on('error', () => {});
    try {
      await client.connect();
      const [name = '', ...args] = words.map(String);
      return await client.call(name, ...args);
    } finally {
      client.disconnect();
    }
  }

  async function kill(): Promise<void> {
    const ending = server;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = once(ending, 'exit');
    ending.kill('SIGKILL');
    await ended;
  }

  async function start(): Promise<void> {
    const file = join(folder, 'redis.conf');
    if (setting.file !== undefined) writeFileSync(file, setting.file);
    const own = ['--port', String(port), '--bind', host, '--dir', folder, '--save', '', '--appendonly', 'no'];
    const passwords = setting.password === undefined ? [] : ['--requirepass', setting.password];
    const words =
      setting.file === undefined
        ? [...own, ...passwords, ...(setting.options ?? [])]
        : [file, ...(setting.options ?? [])];
    const starting = spawn(program as string, words, { stdio: 'ignore' });
    server = starting;
    while (!(await command('PING').then(Boolean, () => false))) {
      if (starting.exitCode !== null) throw new Error(`redis-server ended with status ${starting.exitCode}`);
      await delay(20);
    }
  }

  await start();
  context.after(async () => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    port,
    url: `redis://${host}:${port}`,
    command,
    kill,
    start,
    hang: () => void server?.kill('SIGSTOP'),
    resume: () => void server?.kill('SIGCONT'),
  };
}
