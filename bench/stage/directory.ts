import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDir } from '../../scripts/carried-node.mjs';
import { withProcessLock } from '../../scripts/process-lock.mjs';
import { type House, openHouse } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';
import { prepareFirstRun } from '../../src/start/first-run.ts';
import type { Endings } from '../../test/support/endings.ts';
import { runPortico } from '../../test/support/process.ts';
import { productionEnvironment } from './production.ts';

/** A directory of generated accounts, and how a server on it is configured. */
export interface Directory {
  environment: Record<string, string>;
}

/** What all generated accounts sign in with. */
export const peoplePassword = 'bench-password_1';
/** Everything that is not asked for a larger one. */
export const fewAccounts = 1_000;

/** A new one that ends with the work: SQLite, or in a database that is there and empty. */
export async function makeDirectory({ after }: Endings, accounts = fewAccounts, database?: string): Promise<Directory> {
  const folder = mkdtempSync(join(tmpdir(), 'portico-bench-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return fill(productionEnvironment(join(folder, 'data'), database), accounts);
}

/**
 * A large one on SQLite, which is kept for the next run: a million takes minutes to make. Whatever a run adds to it stays,
 * and is nothing beside it. Migrations that came since are applied.
 */
export async function keepDirectory(accounts: number, say: (line: string) => void): Promise<Directory> {
  const name = `accounts-${accounts}`;
  const kept = join(cacheDir, 'bench', name);
  const lock = { name: `bench-${name}`, waiting: `Another process makes ${accounts} accounts, waiting for it…` };
  await withProcessLock(lock, async () => {
    if (existsSync(kept)) return;
    say(`${accounts} accounts are made in ${kept}, to be kept: minutes for a million`);
    const growing = `${kept}.growing`;
    rmSync(growing, { recursive: true, force: true });
    mkdirSync(join(cacheDir, 'bench'), { recursive: true });
    await fill(productionEnvironment(growing), accounts);
    renameSync(growing, kept);
  });
  const environment = productionEnvironment(kept);
  await run(['migrate'], environment);
  return { environment };
}

async function fill(environment: Record<string, string>, accounts: number): Promise<Directory> {
  await run(['migrate'], environment);
  await withHouse({ environment }, (house) => prepareFirstRun(house));
  await run(['generate', '--accounts', String(accounts), '--password', peoplePassword, '--yes'], environment);
  return { environment };
}

async function run(words: string[], environment: Record<string, string>): Promise<void> {
  const { status, stderr } = await runPortico(words, environment);
  if (status !== 0) throw new Error(`${words[0]}: ${stderr}`);
}

/** Everything behind the doors, beside the server or without one. */
export async function withHouse<Result>(
  { environment }: Directory,
  work: (house: House) => Promise<Result>,
): Promise<Result> {
  const house = await openHouse(readConfig({ ...environment, PORTICO_LOG_LEVEL: 'silent' }));
  try {
    return await work(house);
  } finally {
    await house.close();
  }
}
