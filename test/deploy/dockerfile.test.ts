import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { DockerfileParser, type Instruction } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { readDeployFile, root } from '../support/deploy-files.ts';
import { findFreePort } from '../support/free-port.ts';
import { temporaryDataDir } from '../support/process.ts';

const text = readDeployFile('deploy/docker/Dockerfile');
const instructions = DockerfileParser.parse(text).getInstructions();
const keptNames = readDeployFile('.dockerignore')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));
const argumentsOf = (instruction: Instruction): string[] => instruction.getArguments().map((one) => one.getValue());
const all = (keyword: string): Instruction[] => instructions.filter((one) => one.getKeyword() === keyword);

test('the Dockerfile is one, without a warning', () => {
  assert.deepEqual(validate(text), []);
  assert.notDeepEqual(validate('FROM debian\nRUNN true\n'), [], 'it would see a misspelt word');
});

/** What a build is given, in a folder of its own; packages are those that are installed here. */
function buildContext(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'portico-image-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const isIgnored = (path: string) => /\.test\.ts$|console\/(?:dist|node_modules)/.test(path);
  for (const name of keptNames) {
    cpSync(join(root, name), join(folder, name), { recursive: true, filter: (path) => !isIgnored(path) });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

test('what a build is given builds the console, and what the image holds of it serves and says that it is healthy', async (t) => {
  const context = buildContext(t);
  await promisify(execFile)(process.execPath, ['scripts/build-console.mjs'], { cwd: context });
  const held = all('COPY').flatMap((copy) => argumentsOf(copy).slice(0, -1));
  const image = mkdtempSync(join(tmpdir(), 'portico-image-'));
  t.after(() => rmSync(image, { recursive: true, force: true }));
  for (const name of new Set(held.map((one) => one.replace('/opt/portico/', '')))) {
    if (name !== '.' && name !== 'node_modules') cpSync(join(context, name), join(image, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(image, 'node_modules'));

  const port = String(await findFreePort());
  const environment = {
    PORTICO_MODE: 'production',
    PORTICO_SECRET_KEY: 'a-root-key-for-an-image-0123456789',
    PORTICO_HOST: '0.0.0.0',
    PORTICO_PORT: port,
    PORTICO_PANEL_PORT: '0',
    PORTICO_DATA_DIR: temporaryDataDir(t),
  };
  const [, ...words] = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(text)?.[1] ?? '') as string[];
  const inImage = { cwd: image, env: environment };
  const server = spawn(process.execPath, [...words, 'serve'], { ...inImage, stdio: 'ignore' });
  const ended = once(server, 'exit');
  t.after(() => server.kill('SIGKILL'));
  const [, , ...check] = JSON.parse(/CMD (\["node", "scripts.*)$/m.exec(text)?.[1] ?? '') as string[];
  await promisify(execFile)(process.execPath, ['scripts/ready.mjs', ...check, '--wait', '60'], inImage);
  assert.equal((await fetch(`http://127.0.0.1:${port}/console/`)).status, 200);
  server.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
});

test('the Dockerfile copies what is in the repository and is not kept from the image', () => {
  for (const name of keptNames) assert.ok(existsSync(join(root, name)), name);
  const copied = all('COPY').filter((copy) => !copy.toString().includes('--from='));
  for (const copy of copied) {
    const sources = argumentsOf(copy)
      .slice(0, -1)
      .filter((source) => source !== '.');
    for (const source of sources) {
      assert.ok(existsSync(join(root, source)), source);
      assert.ok(
        keptNames.some((name) => source === name || source.startsWith(`${name}/`)),
        `${source} is ignored`,
      );
    }
  }
});

test('the Dockerfile takes from stages that are there', () => {
  const stages = all('FROM').map((from) => /\bAS (\w+)/.exec(from.toString())?.[1]);
  for (const [, name] of text.matchAll(/--from=(\w+)/g)) assert.ok(stages.includes(name ?? ''), String(name));
});

test('the image serves as a numbered user, tells its health, and starts what is there', () => {
  assert.match(argumentsOf(all('USER').at(-1) as Instruction)[0] ?? '', /^[1-9]\d*:[1-9]\d*$/);
  for (const script of text.matchAll(/\b(?:scripts|src)\/[\w-]+\.(?:mjs|ts)\b/g)) {
    assert.ok(existsSync(join(root, script[0])), script[0]);
  }
  assert.equal(all('HEALTHCHECK').length, 1);
  assert.equal(all('ENTRYPOINT').length, 1);
  assert.match(text, /^ENTRYPOINT \["node", /m, 'without a shell, which would keep SIGTERM to itself');
});

test('nothing that a build fetches has a version of the day', () => {
  for (const from of all('FROM')) {
    const [image = ''] = argumentsOf(from);
    const isStage = all('FROM').some((other) => other.toString().endsWith(` AS ${image}`));
    if (!isStage) assert.match(image, /^[\w./-]+:[\w.-]+$/, image);
    assert.doesNotMatch(image, /:latest$/);
  }
  assert.doesNotMatch(text, /npm (install|i)\b/);
});
