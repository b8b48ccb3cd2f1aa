import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { startCommand } from './start-command.ts';

/** The first owner's, of every server that a bench starts. */
export const ownerPassword = 'bench-password_1';

const main = join(import.meta.dirname, '../src/main.ts');

/** Starts a server on a free port as `npm start` does, in a process of its own. */
export async function startServer(environment: Record<string, string>): Promise<{ child: ChildProcess; url: string }> {
  const own = { PORTICO_PORT: '0', PORTICO_PANEL_PORT: '0', PORTICO_OWNER_PASSWORD: ownerPassword };
  const [program, ...words] = startCommand();
  const child = spawn(program, words, {
    env: { ...process.env, ...own, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    const url = /http:\/\/\S+?:\d+/.exec(said)?.[0];
    if (url && said.includes('Ready.')) {
      child.stdout.resume();
      return { child, url };
    }
  }
  throw new Error(`the server ended: ${said}`);
}

/** Server and load each have a core of their own: else what is measured is how the system shares one between them. */
export function pinTo(core: number, pid: number | undefined): void {
  if (process.platform === 'linux' && pid !== undefined) spawnSync('taskset', ['-apc', String(core), String(pid)]);
}

/** An API key with these rights, made beside the server. */
export async function createKey(environment: Record<string, string>, rights: string): Promise<string> {
  const words = ['api-key', 'create', '--name', 'bench', '--rights', rights];
  const child = spawn(process.execPath, [main, ...words], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return String(Buffer.concat(await child.stdout.toArray())).trim();
}

/** The Authorization header of the owner at the mobile door. */
export async function signIn(url: string): Promise<string> {
  const body = JSON.stringify({ account: 'owner', password: ownerPassword });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/auth/access_token`, { method: 'POST', headers, body });
  return `Token ${((await response.json()) as { data: { access_token: string } }).data.access_token}`;
}
