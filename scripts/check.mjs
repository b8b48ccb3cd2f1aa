import { join } from 'node:path';
import { root, supportedNode } from './carried-node.mjs';
import { exitLike, runChild } from './child.mjs';
import { ensureInstalled } from './install.mjs';

await ensureInstalled({ dev: true });
// The steps use what only a current Node has; on a fresh clone this file was started by the machine's own.
await exitLike(await runChild(supportedNode(), [join(root, 'scripts/check-steps.mjs')], { cwd: root }));
