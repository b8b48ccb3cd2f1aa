import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pushVendors } from './vendors.ts';

// `node test/doubles/push/send-through-push.ts <vendor>`: starts the vendor's double, sends one push through it and
// prints the request as it left.
const [name = ''] = process.argv.slice(2);
const start = pushVendors[name];
if (!start) {
  process.stderr.write(`which vendor? ${Object.keys(pushVendors).join(', ')}\n`);
  process.exit(2);
}
const double = await start();
const dataDir = mkdtempSync(join(tmpdir(), 'portico-double-'));
const main = join(import.meta.dirname, '../../../src/main.ts');
const child = spawn(process.execPath, [main, 'provider', 'test', ...double.arguments], {
  env: { ...process.env, ...double.environment, PORTICO_DATA_DIR: dataDir },
  stdio: 'inherit',
});
const [code] = await once(child, 'close');
await double.close();
rmSync(dataDir, { recursive: true, force: true });
process.exitCode = code;
