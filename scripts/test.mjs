import { join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { compileCacheDir, root, supportedNode } from './carried-node.mjs';
import { exitLike, runChild } from './child.mjs';
import { ensureInstalled } from './install.mjs';
import { ensurePostgres } from './postgres.mjs';

const allTests = ['src/**/*.test.ts', 'test/**/*.test.ts'];

await ensureInstalled({ dev: true });
const given = process.argv.slice(2);
const options = given.filter((arg) => arg.startsWith('-'));
const files = given.filter((arg) => !arg.startsWith('-'));
if (files.length === 0 || files.some((file) => file.includes('browser'))) await ensureBrowser();
if (files.length === 0 || files.some((file) => file.includes('.databases.'))) await ensurePostgres();
let closingLinePrinted = false;

const { code, signal, received } = await runChild(
  supportedNode(),
  [
    '--test',
    '--test-concurrency=2',
    '--test-timeout=120000',
    `--test-reporter=${join(root, 'scripts/test-reporter.mjs')}`,
    '--test-reporter-destination=stdout',
    `--import=${join(root, 'scripts/test-guard.mjs')}`,
    ...options,
    ...(files.length > 0 ? files : allTests),
  ],
  {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_COMPILE_CACHE: compileCacheDir },
    onMessage: () => {
      closingLinePrinted = true;
    },
  },
);
// The runner itself died, or refused to start.
if (!closingLinePrinted) console.log('0 passed, 1 failed');
await exitLike({ code: closingLinePrinted ? code : code || 1, signal: signal ?? received });
