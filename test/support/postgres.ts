import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { findPostgres } from '../../scripts/postgres.mjs';
import { findFreePort } from './free-port.ts';
import { until } from './until.ts';

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
  /** Its processes stand still, and answer nobody, until `resume`. */
  hang(): void;
  resume(): void;
}

interface Context {
  after(ending: () => Promise<void>): void;
}

interface Identity {
  uid?: number;
  gid?: number;
}

/** What it is to have in its folder besides, or instead of what is made there, such as a key for TLS. */
type Files = Readonly<Record<string, string>>;

const startTimeoutMs = 60_000;

/**
 * Starts a cluster in a folder of its own, on a free port of loopback; ends with the test. A commit is answered when it
 * is written, and survives the end of every process; what only a power cut would take is not waited for.
 */
export function startPostgres(
  context: Context,
  settings: readonly string[] = [],
  files: Files = {},
): Promise<TestPostgres> {
  const init = ['-U', 'portico', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
  return startCluster(context, { program: 'initdb', args: init, settings, files });
}

/** Starts a streaming copy of a cluster, to be read. */
export function startReplica(context: Context, primary: TestPostgres): Promise<TestPostgres> {
  const copy = ['-d', primary.urlOf('postgres'), '--write-recovery-conf', '--checkpoint=fast', '--no-sync'];
  return startCluster(context, { program: 'pg_basebackup', args: copy, settings: [], files: {} });
}

/** With a folder of its own that the program fills. */
async function startCluster(
  context: Context,
  {
    program,
    args,
    settings,
    files,
  }: { program: string; args: readonly string[]; settings: readonly string[]; files: Files },
): Promise<TestPostgres> {
  const bin = findPostgres();
  if (!bin) throw new Error('there is no PostgreSQL: run the tests by npm test, which installs it');
  const folder = mkdtempSync(join(tmpdir(), 'portico-postgres-'));
  const identity = ownIdentity(folder);
  execFileSync(join(bin, program), ['-D', folder, ...args], {
    ...identity,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (const [name, content] of Object.entries(files)) writeOwn(join(folder, name), content, identity);
  const port = await findFreePort();
  const options = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'fsync=off',
    'max_connections=300',
    ...settings,
  ];
  const urlOf = (database: string): string => `postgres://portico@127.0.0.1:${port}/${database}`;
  let server: ChildProcess;
  let isHung = false;

  async function start(): Promise<void> {
    const given = options.flatMap((option) => ['-c', option]);
    server = spawn(join(bin as string, 'postgres'), ['-D', folder, '-p', String(port), ...given], {
      ...identity,
      cwd: folder,
      stdio: 'ignore',
    });
    await waitUntilReady(urlOf('postgres'), server);
  }

  await start();
  context.after(async () => {
    if (isHung) signalFamily(server, 'SIGCONT');
    // Nobody reads the folder any more: it need not be left in order.
    await stop(server, 'SIGQUIT');
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
    hang() {
      isHung = true;
      signalFamily(server, 'SIGSTOP');
    },
    resume() {
      isHung = false;
      signalFamily(server, 'SIGCONT');
    },
  };
}

/** The postmaster first: from then on nobody is added. */
function signalFamily({ pid = 0 }: ChildProcess, signal: 'SIGSTOP' | 'SIGCONT'): void {
  process.kill(pid, signal);
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  for (const child of children) {
    try {
      process.kill(Number(child), signal);
    } catch (error) {
      // It ended meanwhile, which a postmaster that goes on lets some do at once.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** PostgreSQL refuses to run as root: then it runs as the user that Debian's package makes. */
function ownIdentity(folder: string): Identity {
  if (process.getuid?.() !== 0) return {};
  const idOf = (option: string): number => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  chownSync(folder, uid, gid);
  return { uid, gid };
}

/** Readable by nobody else: with a key that others may read PostgreSQL does not start. */
function writeOwn(file: string, content: string, { uid, gid }: Identity): void {
  writeFileSync(file, content, { mode: 0o600 });
  if (uid !== undefined && gid !== undefined) chownSync(file, uid, gid);
}

async function waitUntilReady(url: string, server: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + startTimeoutMs; ; ) {
    if (server.exitCode !== null) throw new Error(`postgres ended with status ${server.exitCode}`);
    try {
      await query(url, 'select 1');
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(50);
    }
  }
}

/**
 * What comes of a ping that has its time: it gives up after a second, for which a busy machine stands still. Everything else
 * that it fails with is told at once.
 */
export async function pingInTime(ping: () => Promise<void>): Promise<void> {
  let failure: Error | undefined;
  await until(async () => {
    failure = await ping().then(
      () => undefined,
      (error: Error) => error,
    );
    return !/^(timeout expired|Query read timeout)$/.test(failure?.message ?? '');
  });
  if (failure) throw failure;
}

/** Runs one statement on a connection of its own. */
export async function query<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
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
