import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root, supportedNode } from './carried-node.mjs';
import { withProcessLock } from './process-lock.mjs';

const sources = join(root, 'clients');
const lock = {
  name: 'clients',
  waiting: 'Another process builds the clients, waiting for it… / 另一个进程正在构建客户端，请稍候…',
};

/** The built package, git-ignored: one module without imports, its types, its README and its licences. */
export const builtClients = join(sources, 'dist');

/**
 * Builds the package anew and moves it into place whole. Throws what the bundler or the compiler says.
 * @param {string} [place]
 */
export async function buildClients(place = builtClients) {
  const growing = `${place}-growing`;
  await withProcessLock(lock, async () => {
    rmSync(growing, { recursive: true, force: true });
    mkdirSync(growing, { recursive: true });
    await writeModule(growing);
    writeTypes(growing);
    writePackage(growing);
    rmSync(place, { recursive: true, force: true });
    renameSync(growing, place);
  });
}

/** @param {string} folder */
async function writeModule(folder) {
  const bundle = await rolldown({ input: join(sources, 'src/index.ts'), platform: 'neutral' });
  await bundle.write({ file: join(folder, 'index.js'), format: 'esm', sourcemap: false });
  await bundle.close();
}

/** @param {string} folder */
function writeTypes(folder) {
  const compiler = join(root, 'node_modules/@typescript/native/bin/tsc');
  const emit = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly'];
  const rest = ['--project', join(sources, 'tsconfig.json'), '--rootDir', join(sources, 'src')];
  const args = [compiler, ...emit, ...rest, '--outDir', join(folder, 'types')];
  execFileSync(supportedNode(), args, { stdio: ['ignore', 2, 2] });
}

/** @param {string} folder */
function writePackage(folder) {
  const { version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const about = {
    name: 'portico-clients',
    version,
    description: 'Clients of the five contracts that Portico serves',
    license,
    type: 'module',
    exports: { '.': { types: './types/index.d.ts', default: './index.js' } },
    sideEffects: false,
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(about, undefined, 2)}\n`);
  cpSync(join(sources, 'README.md'), join(folder, 'README.md'));
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  // Its code is part of the module.
  cpSync(join(root, 'node_modules/@noble/hashes/LICENSE'), join(folder, 'LICENSE-noble-hashes'));
}
