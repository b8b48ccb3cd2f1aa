import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir, root, supportedNode } from './carried-node.mjs';

const sources = join(root, 'console');
const lock = {
  name: 'console',
  waiting: 'Another process builds the console, waiting for it… / 另一个进程正在构建控制台，请稍候…',
};

/** The built console, git-ignored. Its `.built` is the stamp of the sources that it was made from. */
export const builtConsole = join(sources, 'dist');
/** Where a build grows before it is moved into place whole. */
export const growingConsole = join(cacheDir, 'console-build');

/** Builds the console where it is missing or older than its sources. When that fails, says what to do and goes on: the server works without. */
export async function ensureConsoleBuilt() {
  const wanted = stampOfSources();
  // A package that brings the built console alone.
  if (wanted === undefined || builtStamp() === wanted) return;
  if (!existsSync(join(root, 'node_modules/vite')))
    return sayNotBuilt('its tools are not installed (npm ci --include=dev) / 缺少构建工具');
  await buildConsole();
}

/**
 * Builds the console now, and answers whether it is there. Starts at the same time wait for each other.
 * @param {{ anyway?: boolean }} [options] `anyway`: even when it is up to date
 */
export async function buildConsole({ anyway = false } = {}) {
  const { withProcessLock } = await import('./process-lock.mjs');
  let isBuilt = false;
  try {
    await withProcessLock(lock, async () => {
      isBuilt = (!anyway && builtStamp() === stampOfSources()) || (await runBuild());
    });
  } catch (error) {
    console.error(String(error));
  }
  if (!isBuilt) sayNotBuilt('see the message above / 见上方信息');
  return isBuilt;
}

/** Whether it was built; a stop signal meanwhile ends this process. */
async function runBuild() {
  const { exitLike, runChild } = await import('./child.mjs');
  const { releaseLock } = await import('./process-lock.mjs');
  const startedAt = performance.now();
  process.stderr.write('Building the console… / 正在构建控制台…');
  const { code, received } = await runChild(supportedNode(), [join(sources, 'build.mjs')], {
    cwd: sources,
    stdio: ['ignore', 2, 2],
    killAfterMs: 1_000,
  });
  const isBuilt = code === 0;
  process.stderr.write(isBuilt ? ` ${((performance.now() - startedAt) / 1_000).toFixed(1)} s\n` : '\n');
  if (received) {
    releaseLock(lock.name);
    await exitLike({ code: null, signal: received });
  }
  return isBuilt;
}

/** @param {string} reason */
function sayNotBuilt(reason) {
  const then = existsSync(builtConsole)
    ? 'the older one is served / 仍提供旧版本'
    : 'everything else is served / 其余功能照常提供';
  console.error(
    `The console was not built: ${reason}; ${then}. Build it with \`npm run build:console\`. / 控制台未构建。`,
  );
}

/** What is built now; undefined before the first build. */
function builtStamp() {
  try {
    return readFileSync(join(builtConsole, '.built'), 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * A hash of everything that a build is made from: the console's files, the locked packages. Undefined where there are no sources.
 * @returns {string | undefined}
 */
export function stampOfSources() {
  if (!existsSync(join(sources, 'src'))) return undefined;
  const own = ['build.mjs', 'index.html', 'package.json', 'vite.config.ts', ...below('src'), ...below('public')];
  const files = [...own.map((name) => join('console', name)), 'package-lock.json'];
  const hash = createHash('sha256');
  for (const file of files) {
    const bytes = readFileSync(join(root, file));
    hash.update(`${file} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}

/** @param {string} folder */
function below(folder) {
  const entries = readdirSync(join(sources, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(sources.length + 1))
    .sort();
}
