import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { dataPaths } from '../../src/config.ts';
import { runPortico, temporaryDataDir } from './process.ts';

interface Endings {
  after(ending: () => Promise<void> | void): void;
}

/** A data directory with the demonstration's rows, some 12,000 in all. */
export async function createDemoHouse(context: Endings): Promise<string> {
  const dataDir = temporaryDataDir(context);
  const { status, stderr } = await runPortico(['demo-data'], { PORTICO_DATA_DIR: dataDir });
  if (status !== 0) throw new Error(stderr);
  return dataDir;
}

/** The whole `move` command. */
export function runMove(dataDir: string, address: string, ...options: string[]): ReturnType<typeof runPortico> {
  return runPortico(['move', '--to', address, ...options], { PORTICO_DATA_DIR: dataDir });
}

/** A point of a move, by what it reports. */
export interface MovePoint {
  phase: 'copying' | 'building' | 'verifying';
  name: string;
  rows?: number;
}

/** Starts a move that sends itself a signal at a point; it ends with the test. */
export function moveUntil(
  context: Endings,
  dataDir: string,
  address: string,
  { phase, name, rows = 0 }: MovePoint,
  signal: NodeJS.Signals = 'SIGKILL',
): ChildProcess {
  const script = join(import.meta.dirname, 'move-until.ts');
  const words = [dataPaths(dataDir).database, address, signal, phase, name, String(rows)];
  const child = spawn(process.execPath, [script, ...words], { stdio: ['ignore', 'inherit', 'pipe'] });
  context.after(() => void child.kill('SIGKILL'));
  return child;
}

/** A move that is killed at a point. */
export async function killMoveAt(context: Endings, dataDir: string, address: string, point: MovePoint): Promise<void> {
  const child = moveUntil(context, dataDir, address, point);
  const said = child.stderr?.toArray();
  const [, signal] = await once(child, 'close');
  if (signal !== 'SIGKILL') throw new Error(`it was not killed: ${Buffer.concat((await said) ?? [])}`);
}

/** Runs statements on the SQLite database of a data directory. */
export function changeSource(dataDir: string, statements: string): void {
  const database = new BetterSqlite3(dataPaths(dataDir).database);
  try {
    database.exec(statements);
  } finally {
    database.close();
  }
}
