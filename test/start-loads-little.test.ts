import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

// Clients of what one machine on SQLite does without, and what is drawn, mailed and encrypted.
const onlyWhereUsed = [
  'pg',
  'ioredis',
  '@aws-sdk/client-s3',
  'nodemailer',
  '@resvg/resvg-js',
  'age-encryption',
  'typebox',
  '@fastify/swagger-ui',
];
/** What the contracts are for programs, and how it is shown. */
const documents = /\/src\/(gateways\/(.*\/documents?\b|openapi\/|document-|route-inputs)|serving\/docs\/(?!docs\.ts))/;

const program = `
  import module from 'node:module';
  const loaded = new Set();
  module.registerHooks({ load(url, context, next) { loaded.add(url); return next(url, context); } });
  for (const path of ['cli/command-line.ts', 'cli/serve.ts', 'compose.ts', 'serving/portico.ts']) await import(process.env.SRC + path);
  console.log(JSON.stringify({ files: [...loaded], builtins: process.moduleLoadList }));
`;

test('a start on SQLite loads neither undici nor what only others use', async () => {
  const env = { ...process.env, SRC: new URL('../src/', import.meta.url).href };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    env,
    maxBuffer: 16 * 1024 * 1024,
  });
  const { files, builtins } = JSON.parse(stdout) as { files: string[]; builtins: string[] };
  assert.ok(files.some((url) => url.endsWith('/src/serving/portico.ts')) && builtins.includes('NativeModule http'));
  assert.ok(!builtins.includes('NativeModule internal/deps/undici/undici'), 'undici');
  assert.deepEqual(
    files.filter((url) => documents.test(url)),
    [],
  );
  for (const name of onlyWhereUsed) {
    assert.deepEqual(
      files.filter((url) => url.includes(`/node_modules/${name}/`)),
      [],
      name,
    );
  }
});
