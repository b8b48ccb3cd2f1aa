// Builds the console, in a process of its own: what a build needs of memory goes with it. Started by scripts/console.mjs, which holds the lock.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';
import { builtConsole, growingConsole, stampOfSources } from '../scripts/console.mjs';

// Before it is built: what is changed meanwhile makes the next start build again.
const stamp = stampOfSources();
rmSync(growingConsole, { recursive: true, force: true });
mkdirSync(growingConsole, { recursive: true });
await build({
  root: import.meta.dirname,
  configFile: join(import.meta.dirname, 'vite.config.ts'),
  envDir: false,
  logLevel: 'warn',
  build: { outDir: growingConsole, emptyOutDir: false },
});
await compress(growingConsole);
writeFileSync(join(growingConsole, '.built'), stamp ?? '');
moveIntoPlace();

/** @param {string} folder */
async function compress(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  await Promise.all(
    files.map(async ({ parentPath, name }) => {
      if (!/\.(js|css|html|svg)$/.test(name)) return;
      const file = join(parentPath, name);
      const bytes = readFileSync(file);
      const params = { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
      const variants = {
        '.br': await promisify(brotliCompress)(bytes, { params }),
        '.gz': await promisify(gzip)(bytes, { level: 9 }),
      };
      for (const [ending, smaller] of Object.entries(variants)) {
        if (smaller.length < bytes.length) writeFileSync(`${file}${ending}`, smaller);
      }
    }),
  );
}

/** Not by renaming the older one aside: where it is part of a container's image, its folder cannot be renamed. */
function moveIntoPlace() {
  // First what says that a build is whole.
  rmSync(join(builtConsole, '.built'), { force: true });
  rmSync(builtConsole, { recursive: true, force: true });
  renameSync(growingConsole, builtConsole);
}
