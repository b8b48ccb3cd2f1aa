// The entry for `npm start` and `npm run portico`. Plain JavaScript, because on a fresh clone it runs on whatever Node the machine has.
import module from 'node:module';
import { join } from 'node:path';
import { compileCacheDir, currentNodeIsSupported, root, supportedNode } from './carried-node.mjs';
import { ensureInstalled } from './install.mjs';

await ensureInstalled();
if (currentNodeIsSupported()) await runHere();
else await runInCarriedNode();

async function runHere() {
  if (process.argv[2] === 'serve') {
    const { ensureConsoleBuilt } = await import('./console.mjs');
    await ensureConsoleBuilt();
  }
  const { importQuickly } = await import('./quick-imports.mjs');
  const { ignoreRepeatedStopSignals } = await import('./stop-signals.mjs');
  module.enableCompileCache(compileCacheDir);
  // A server is often killed rather than ended, and would then never leave a cache behind.
  setTimeout(() => module.flushCompileCache(), 1_000).unref();
  ignoreRepeatedStopSignals();
  importQuickly();
  await import('../src/main.ts');
}

async function runInCarriedNode() {
  const { exitLike, runChild } = await import('./child.mjs');
  // Under the same flags: V8 takes no code that was compiled under others.
  await runChild(supportedNode(), [...process.execArgv, join(root, 'scripts/warm-cache.mjs')], { stdio: 'ignore' });
  await exitLike(await runChild(supportedNode(), [...process.execArgv, ...process.argv.slice(1)], {}));
}
