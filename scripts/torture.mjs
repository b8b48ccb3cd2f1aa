import { join } from 'node:path';
import { compileCacheDir, root, supportedNode } from './carried-node.mjs';
import { exitLike, runChild } from './child.mjs';
import { ensureInstalled } from './install.mjs';
import { ensurePostgres } from './postgres.mjs';
import { ensureStrace } from './strace.mjs';

await ensureInstalled({ dev: true });
await ensurePostgres();
await ensureStrace();
// What it starts it starts hundreds of times.
const env = { ...process.env, NODE_COMPILE_CACHE: compileCacheDir };
const program = join(root, 'torture/torture.ts');
await exitLike(await runChild(supportedNode(), [program, ...process.argv.slice(2)], { env }));
