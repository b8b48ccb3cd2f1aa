import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnPortico } from '../support/process.ts';
import { ways } from './ways.ts';

// `node test/doubles/send-through.ts <vendor>` starts the vendor's double, sends one message through it with
// `provider test …`, prints the request as it left, and exits with 0 where the double accepted it.

const start = ways[process.argv[2] ?? ''];
if (!start) {
  console.error(`usage: node test/doubles/send-through.ts ${Object.keys(ways).join(' | ')}`);
  process.exit(2);
}
const dataDir = mkdtempSync(join(tmpdir(), 'portico-send-through-'));
const { environment, words, close } = await start();
const child = spawnPortico(['provider', 'test', ...words], { PORTICO_DATA_DIR: dataDir, ...environment });
child.stdout?.pipe(process.stdout);
child.stderr?.pipe(process.stderr);
const [status] = (await once(child, 'close')) as [number | null];
await close();
rmSync(dataDir, { recursive: true, force: true });
process.exitCode = status ?? 1;
