import { join } from 'node:path';
import { root, supportedNode } from './carried-node.mjs';
import { exitLike, runChild } from './child.mjs';
import { ensureInstalled } from './install.mjs';
import { ensureNginx } from './nginx.mjs';
import { ensurePostgres } from './postgres.mjs';
import { ensureWrk } from './wrk.mjs';

await ensureInstalled({ dev: true });
await ensurePostgres();
await ensureNginx();
await ensureWrk();
const program = join(root, 'bench/bench.ts');
await exitLike(await runChild(supportedNode(), [program, ...process.argv.slice(2)], {}));
