import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { type House, openHouse } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';
import { call, type startPortico } from './portico.ts';
import type { Outcome } from './process.ts';
import { createTestData, type TestData } from './tested-database.ts';

type Endings = { after(ending: () => Promise<void> | void): void };

/** What a release consists of in the tests of backups. */
export const program = Buffer.alloc(3 * 1024 * 1024 + 7, 'release ');

/** A folder that goes with the test. */
export function temporaryFolder(t: Endings): string {
  const folder = mkdtempSync(join(tmpdir(), 'portico-backup-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Data that the command line works on: a data directory, and on PostgreSQL a database besides. */
export interface Place {
  dataDir: string;
  environment: Record<string, string>;
}

/** A data directory alone: on SQLite whatever the run is about. */
export const sqlitePlace = (dataDir: string): Place => ({ dataDir, environment: { PORTICO_DATA_DIR: dataDir } });

/** Where a running server has its data. */
export function placeOf({ dataDir, portico }: Awaited<ReturnType<typeof startPortico>>): Place {
  const address = portico.house.config.database?.primary.url;
  return {
    dataDir,
    environment: { PORTICO_DATA_DIR: dataDir, ...(address !== undefined && { PORTICO_DATABASE_URL: address }) },
  };
}

/** Where nothing is yet; it goes with the test. */
export async function emptyPlace(t: Endings): Promise<Place> {
  return placeIn(t, await createTestData());
}

/** A copy of a place that nobody uses at the moment; it goes with the test. */
export async function copyPlace(t: Endings, { dataDir, environment }: Place): Promise<Place> {
  const { PORTICO_DATABASE_URL: address } = environment;
  const copy = placeIn(t, await createTestData(address && new URL(address).pathname.slice(1)));
  cpSync(dataDir, copy.dataDir, { recursive: true });
  return copy;
}

function placeIn(t: Endings, data: TestData): Place {
  t.after(data.remove);
  const dataDir = join(data.directory, 'data');
  return { dataDir, environment: { ...data.environment, PORTICO_DATA_DIR: dataDir } };
}

/** Runs one command in this process, with nothing configured but what is given. */
export async function runHere(words: string[], environment: Record<string, string> = {}): Promise<Outcome> {
  const [printed, said]: [string[], string[]] = [[], []];
  const print = (line: string): number => printed.push(`${line}\n`);
  const status = await runCommandLine(words, { environment, print, say: (line) => said.push(line) });
  return { status, stdout: printed.join(''), stderr: said.join('\n'), said };
}

/** Runs one command on a place. */
export const runAt = ({ environment }: Place, words: string[], more: Record<string, string> = {}) =>
  runHere(words, { ...environment, ...more });
/** Runs `backup FILE`. */
export const backUp = (place: Place, file: string, ...words: string[]) => runAt(place, ['backup', file, ...words]);
/** Runs `restore FILE`. */
export const restore = (place: Place, file: string, ...words: string[]) => runAt(place, ['restore', file, ...words]);

/** Opens the house on a place; it is closed with the test. */
export async function openPlace(t: Endings, { environment }: Place): Promise<House> {
  const house = await openHouse(readConfig({ ...environment, PORTICO_LOG_LEVEL: 'silent' }));
  t.after(() => house.close());
  return house;
}

/**
 * What a process is given to wait, until `release`, with the unencrypted draft of a backup in the data directory, or with
 * the note of a restore and nothing done yet: however long nobody looks, it is not over by then.
 */
export function holdBackup(t: Endings) {
  const hold = join(temporaryFolder(t), 'hold');
  writeFileSync(hold, '');
  const preloaded = join(import.meta.dirname, 'hold-backup.ts');
  return {
    environment: { HOLD_BACKUP: hold, NODE_OPTIONS: `--import=${preloaded}` },
    release: (): void => rmSync(hold, { force: true }),
  };
}

/** Publishes a release of that version. */
export async function publish(house: House, version: string): Promise<void> {
  const by = { actor: 'cli' };
  await house.core.releases.publish({ version, fileName: 'program.zip' }, Readable.from([program]), by);
}

/** Registers somebody, and answers how to ask, here or elsewhere, whether the access token opens the account: then it is 0. */
export async function register(server: Awaited<ReturnType<typeof startPortico>>, phone: string) {
  const { url } = server;
  await call(`${url}/api/auth/send_code`, 'POST', { account: phone });
  const code = server.codeFor(`+86${phone}`);
  const { body } = await call(`${url}/api/auth/register`, 'POST', { account: phone, code, password: 'secret-1' });
  const authorization = `Token ${body.data.access_token}`;
  return async (at = url) => (await call(`${at}/api/personal/info`, 'GET', undefined, { authorization })).body.code;
}
