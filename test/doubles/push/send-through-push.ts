import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApns } from './apns.ts';
import { startFcm } from './fcm.ts';
import { startGetui } from './getui.ts';
import { startJpush } from './jpush.ts';

/** A double that was started, what sends through it, and with which arguments `provider test push` tries it. */
interface Started {
  environment: Record<string, string>;
  arguments: string[];
  close(): Promise<void>;
}

const startedWith = (double: Omit<Started, 'arguments'>, clientType: string, clientId: string): Started => ({
  environment: { ...double.environment },
  arguments: ['push', '--client-type', clientType, '--client-id', clientId],
  close: double.close,
});

const vendors: Record<string, () => Promise<Started>> = {
  getui: async () => startedWith(await startGetui(), 'android', 'e605a0db5ce3cca9b76b012978064940'),
  jpush: async () => startedWith(await startJpush(), 'android', '18171adc033d9b6b7a5'),
  fcm: async () => startedWith(await startFcm(), 'android', 'fGk-double-token:APA91bDouble'),
  apns: async () => startedWith(await startApns(), 'ios', 'a1b2c3d4'.repeat(8)),
};

// `node test/doubles/push/send-through-push.ts <vendor>`: starts the vendor's double, sends one push through it and
// prints the request as it left.
const [name = ''] = process.argv.slice(2);
const start = vendors[name];
if (!start) {
  process.stderr.write(`which vendor? ${Object.keys(vendors).join(', ')}\n`);
  process.exit(2);
}
const double = await start();
const dataDir = mkdtempSync(join(tmpdir(), 'portico-double-'));
const main = join(import.meta.dirname, '../../../src/main.ts');
const child = spawn(process.execPath, [main, 'provider', 'test', ...double.arguments, '--vendor', name], {
  env: { ...process.env, ...double.environment, PORTICO_DATA_DIR: dataDir },
  stdio: 'inherit',
});
const [code] = await once(child, 'close');
await double.close();
rmSync(dataDir, { recursive: true, force: true });
process.exitCode = code;
