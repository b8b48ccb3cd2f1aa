import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { House } from '../../src/compose.ts';
import { call, type startPortico } from './portico.ts';
import { runPortico } from './process.ts';

type Endings = { after(ending: () => Promise<void> | void): void };

/** What a release consists of in the tests of backups. */
export const program = Buffer.alloc(3 * 1024 * 1024 + 7, 'release ');

/** A folder that goes with the test. */
export function temporaryFolder(t: Endings): string {
  const folder = mkdtempSync(join(tmpdir(), 'portico-backup-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs `backup FILE` on a data directory. */
export const backUp = (dataDir: string, file: string, ...words: string[]) =>
  runPortico(['backup', file, ...words], { PORTICO_DATA_DIR: dataDir });
/** Runs `restore FILE` on a data directory. */
export const restore = (dataDir: string, file: string, ...words: string[]) =>
  runPortico(['restore', file, ...words], { PORTICO_DATA_DIR: dataDir });

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
