import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { call } from './support/portico.ts';
import { temporaryDataDir } from './support/process.ts';

const root = join(import.meta.dirname, '..');

interface Started {
  npm: ChildProcess;
  stdout: string;
  url: string;
  panelUrl: string;
}

/** `npm start` as a user types it, on free ports. */
async function npmStart(context: TestContext, dataDir: string): Promise<Started> {
  const settings = { PORTICO_DATA_DIR: dataDir, PORTICO_PORT: '0', PORTICO_PANEL_PORT: '0' };
  const npm = spawn('npm', ['start'], { cwd: root, env: { ...process.env, ...settings }, detached: true });
  context.after(() => {
    if (npm.exitCode === null && npm.signalCode === null) process.kill(-(npm.pid as number), 'SIGKILL');
  });
  let stdout = '';
  npm.stdout.setEncoding('utf8');
  for await (const chunk of npm.stdout as AsyncIterable<string>) {
    stdout += chunk;
    if (stdout.includes('Ready.')) break;
  }
  const urls = [...stdout.matchAll(/(desktop|panel) +(http:\/\/[\d.:]+)/g)];
  const panelUrl = urls.findLast(([, name]) => name === 'panel')?.[2] as string;
  return { npm, stdout, url: urls.find(([, name]) => name === 'desktop')?.[2] as string, panelUrl };
}

async function stop({ npm }: Started): Promise<number | null> {
  const ended = once(npm, 'exit');
  npm.kill('SIGTERM');
  const [status] = (await ended) as [number | null];
  return status;
}

test('npm start: the first start serves both ports and shows credentials; the second serves the same data without them', async (t) => {
  const dataDir = temporaryDataDir(t);
  const first = await npmStart(t, dataDir);
  assert.match(first.stdout, /DEVELOPMENT/);
  for (const name of ['desktop', 'mobile', 'staff', 'panel', 'blog'])
    assert.match(first.stdout, new RegExp(`${name} +http`));
  const token = /panel api-token: +(\S+)/.exec(first.stdout)?.[1] as string;
  const count = (started: Started) =>
    call(`${started.panelUrl}/openApi/count`, 'GET', undefined, { 'api-token': token });
  assert.equal((await count(first)).body.code, 1);
  const made = await call(`${first.url}/openApi/updateCookie`, 'POST', { ptPin: 'jd_1' }, { 'api-token': token });
  assert.equal(made.status, 200);
  assert.equal(await stop(first), 0);

  const second = await npmStart(t, dataDir);
  assert.doesNotMatch(second.stdout, /password|api-token/);
  assert.equal((await count(second)).body.data.accountCount, 1);
  assert.equal(await stop(second), 0);
});
