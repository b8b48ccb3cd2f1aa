// Fills the compile cache, so that a server's first start too is spared compiling and the memory of stripping types.
import module from 'node:module';
import { compileCacheDir } from './carried-node.mjs';

module.enableCompileCache(compileCacheDir);
process.argv[2] = '--help';
await import('../src/main.ts');
await import('../src/compose.ts');
await import('../src/serving/portico.ts');
module.flushCompileCache();
process.exit(0);
