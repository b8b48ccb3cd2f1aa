import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { createDesktopClient } from '../../clients/src/index.ts';
import { root } from '../../scripts/carried-node.mjs';
import { buildClients } from '../../scripts/clients.mjs';
import { startPortico } from '../support/portico.ts';

const run = promisify(execFile);
const readme = readFileSync(join(root, 'clients/README.md'), 'utf8');
const contracts = ['mobile', 'blog', 'desktop', 'staff', 'panel'];
const at = await startPortico({ after });

/** Somebody else's project that has installed the built package. */
const project = realpathSync(mkdtempSync(join(tmpdir(), 'portico-client-user-')));
after(() => rmSync(project, { recursive: true, force: true }));
const pieces = [...readme.matchAll(/^## (\w+)\n+```ts\n(.*?)^```$/gms)].map(([, name = '', code = '']) => ({
  name,
  code,
}));

before(async () => {
  mkdirSync(join(project, 'node_modules'));
  await buildClients(join(project, 'node_modules/portico-clients'));
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(project, 'ask.d.ts'),
    "declare function ask(what: 'code' | 'captcha', about: string): Promise<string>;\n",
  );
  for (const { name, code } of pieces) {
    writeFileSync(join(project, `${name}.ts`), code.replaceAll('http://127.0.0.1:8888', at.url));
  }
});

describe('clients/README.md', () => {
  test('has a piece of code for every contract', () => {
    assert.deepEqual(
      pieces.map(({ name }) => name),
      contracts,
    );
  });

  test('its code is right by the types of the built package, for Node and for bundlers', async () => {
    const compiler = join(root, 'node_modules/@typescript/native/bin/tsc');
    const files = ['ask.d.ts', ...pieces.map(({ name }) => `${name}.ts`)];
    const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types'), '--skipLibCheck'];
    for (const resolution of [
      ['--module', 'nodenext'],
      ['--module', 'esnext', '--moduleResolution', 'bundler'],
    ]) {
      const args = [compiler, '--noEmit', '--strict', '--target', 'es2024', '--ignoreConfig', ...types, ...resolution];
      await run(process.execPath, [...args, ...files], { cwd: project }).catch(({ stdout }) => assert.fail(stdout));
    }
  });

  for (const { name } of pieces) {
    test(`the code of ${name} does what it says`, async (context) => {
      const said: unknown[][] = [];
      context.mock.method(console, 'log', (...words: unknown[]) => said.push(words));
      process.env.TMPDIR = project;
      Object.assign(globalThis, { ask: answer });
      if (name === 'desktop') await publish();
      await import(join(project, `${name}.ts`));
      expected[name]?.(said.map((words) => words.join(' ')));
    });
  }
});

/** As a person would who reads the message or the picture. */
async function answer(what: 'code' | 'captcha', about: string): Promise<string> {
  return what === 'code' ? at.codeFor(`+86${about}`) : at.answerOf(about);
}

async function publish(): Promise<void> {
  const { apiKeys } = at.portico.house.core;
  const { key } = await apiKeys.create({ name: 'ci', rights: ['releases:write'] }, { actor: 'test' });
  const publisher = createDesktopClient({ baseUrl: at.url, apiKey: key });
  await publisher.post('/api/upgrade/upload', { body: { version: '1.2.0', file: new File(['new'], 'tool.zip') } });
}

const expected: Record<string, (said: string[]) => void> = {
  mobile: ([created, refused = '']) => {
    assert.match(created ?? '', /^\d+ \d{4}-\d\d-\d\d /);
    assert.match(refused, /^10001 /);
  },
  blog: ([picture, nick]) => {
    assert.match(picture ?? '', /^data:image\/svg\+xml,%3Csvg/);
    assert.match(nick ?? '', /^新用户-/);
  },
  desktop: () => assert.equal(readFileSync(join(project, 'tool-1.2.0.zip'), 'utf8'), 'new'),
  staff: ([, first]) => assert.match(first ?? '', /^\d+ \S+$/),
  panel: (said) => assert.equal(said.length, 1),
};
