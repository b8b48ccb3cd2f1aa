import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/carried-node.mjs';
import { createMobileClient, mobilePassword, newPhone } from '../support/mobile.ts';
import { startOldMobile } from '../support/old-servers/mobile.ts';
import { call, startPortico } from '../support/portico.ts';
import { collect, spawnPortico } from '../support/process.ts';
import { runShadowProcess } from '../support/shadow-process.ts';
import { until } from '../support/until.ts';
import { createEntering } from './entering.ts';

const pages = { 'README.md': /^## Moving in$([\s\S]*?)^## /m, 'README.zh-CN.md': /^## 迁移$([\s\S]*?)^## /m };

/** The commands of the chapter, one a line. */
function commandsOf(page: keyof typeof pages): string[] {
  const chapter = pages[page].exec(readFileSync(join(root, page), 'utf8'))?.[1] ?? '';
  const block = /```sh\n([\s\S]*?)```/.exec(chapter)?.[1] ?? '';
  return block.split('\n').filter(Boolean);
}

test('README “Moving in”: both languages show the same commands, and they do what it says', async (t) => {
  const commands = commandsOf('README.md');
  assert.equal(commands.length, 7);
  assert.deepEqual(commandsOf('README.zh-CN.md'), commands);
  const at = await startPortico(t);
  const { phone } = await createMobileClient(at).join(newPhone());
  const old = await startOldMobile(t, { accounts: [{ identifier: phone, password: mobilePassword }] });
  old.plant('GET /api/personal/info', ({ body }) => Object.assign(body.data, { vip: true }));
  const environment = { ...at.environment, PORTICO_LOG_LEVEL: 'silent', PORTICO_PORT: new URL(at.url).port };

  /** As a shell would, with the old server where the README has one. */
  async function run(command: string): Promise<{ status: number | null; stdout: string; stderr: string }> {
    const [piped, line = piped] = command.split(' | ') as [string, string?];
    const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain).slice(5);
    const input = line === piped ? '' : execFileSync('sh', ['-c', piped], { encoding: 'utf8' });
    const here = words.map((word) =>
      word.replace('http://10.0.0.5:8080', old.url).replace(/^docs\//, `${join(root, 'docs')}/`),
    );
    const child = spawnPortico(here, environment, undefined, input);
    const output = collect(child);
    const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { status, ...output };
  }

  const [verify, tryPassword, dryRun, importing, status, shadow, doors] = commands as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const verified = await run(verify);
  assert.match(
    verified.stdout,
    /differs|missing|不一致|缺失/,
    'a small old server is not all that its contract promises',
  );
  assert.deepEqual(await run(tryPassword).then(({ status, stdout }) => [status, stdout.trim()]), [0, 'yes']);
  const rehearsed = await run(dryRun);
  assert.match(rehearsed.stdout, /would be created: 3[\s\S]*would be refused: 1/);
  assert.equal(await createEntering(at)('blog', 'liming', 'liming-2019'), false);
  const imported = await run(importing);
  assert.match(imported.stdout, /^created: 3$[\s\S]*^refused: 1$/m);
  assert.match(imported.stderr, /line 5, id 4: refused: email: "not-an-address" is no e-mail/);
  assert.equal(await createEntering(at)('blog', 'liming', 'liming-2019'), true);
  assert.match((await run(status)).stdout, /old-blog +3 +0 [\s\S]*former passwords: 2/);

  const words = shadow
    .split(' ')
    .slice(6)
    .map((word) => word.replace('http://10.0.0.5:8080', old.url));
  const proxy = await runShadowProcess(t, words, environment);
  const typed = { account: phone, password: mobilePassword };
  const { body } = await call(`${proxy.url}/api/auth/access_token`, 'POST', typed);
  const headers = { authorization: `Token ${body.data.access_token}` };
  await call(`${proxy.url}/api/personal/info`, 'GET', undefined, headers);
  await until(() => proxy.stdout().includes('data.vip'));
  await until(async () => /mobile[\s\S]*POST \/api\/auth\/access_token/.test((await run(doors)).stdout));
});
