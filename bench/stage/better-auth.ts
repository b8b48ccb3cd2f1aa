import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChild } from '../../scripts/child.mjs';
import { npmCommand } from '../../scripts/npm-ci.mjs';
import type { Endings } from '../../test/support/endings.ts';
import type { Asked } from '../load/requests.ts';
import { serverCore, startPinned, untilPrinted } from './pinned.ts';

const folder = join(import.meta.dirname, '../better-auth');
const people = 200;

/** better-auth in production, and reads of the sessions of several people. */
export async function startBetterAuth(endings: Endings): Promise<{ url: string; requests: Asked[]; says: string }> {
  await ensureBetterAuth();
  const data = mkdtempSync(join(tmpdir(), 'portico-better-auth-'));
  endings.after(() => rmSync(data, { recursive: true, force: true }));
  const words = [process.execPath, join(folder, 'server.mjs'), data, String(people)];
  const pinned = startPinned(endings, serverCore, words, { NODE_ENV: 'production' });
  const [printed, url = ''] = await untilPrinted(pinned, /^[\s\S]*ready (http:\S+)/);
  const cookies = [...printed.matchAll(/^cookie (.+)$/gm)].map(([, cookie = '']) => cookie);
  const requests = cookies.map((Cookie) => ({ path: '/api/auth/get-session', headers: { Cookie } }));
  return { url, requests, says: 'person-1@' };
}

/** Nothing else needs it, so that it is installed by who measures, beside the benches. */
async function ensureBetterAuth(): Promise<void> {
  if (existsSync(join(folder, 'node_modules/better-auth'))) return;
  const [command, ...prefix] = npmCommand();
  const words = [...prefix, 'ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code } = await runChild(command, words, { cwd: folder, stdio: ['ignore', 2, 2] });
  if (code !== 0) throw new Error(`better-auth could not be installed: npm ci ended with ${code}`);
}
