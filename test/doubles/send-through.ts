import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnPortico } from '../support/process.ts';
import { aliyunAccount, startAliyun } from './sms/aliyun.ts';

// `node test/doubles/send-through.ts <vendor>` starts the vendor's double, sends one message through it with
// `provider test …`, prints the request as it left, and exits with 0 where the double accepted it.

interface Way {
  /** Starts the double, and tells what leads Portico to it. */
  start(): Promise<{ environment: Record<string, string>; close(): Promise<void> }>;
  /** The words after `portico`. */
  words: string[];
}

const testSms = ['provider', 'test', 'sms', '--to', '13800138000'];

const vendors: Record<string, Way> = {
  aliyun: {
    words: testSms,
    async start() {
      const { url, close } = await startAliyun();
      const environment = {
        PORTICO_SMS: 'aliyun',
        PORTICO_SMS_ALIYUN_ENDPOINT: url,
        PORTICO_SMS_ALIYUN_ACCESS_KEY_ID: aliyunAccount.accessKeyId,
        PORTICO_SMS_ALIYUN_ACCESS_KEY_SECRET: aliyunAccount.accessKeySecret,
        PORTICO_SMS_ALIYUN_SIGN_NAME: aliyunAccount.signName,
        PORTICO_SMS_ALIYUN_TEMPLATE: 'SMS_154950909',
      };
      return { environment, close };
    },
  },
};

const way = vendors[process.argv[2] ?? ''];
if (!way) {
  console.error(`usage: node test/doubles/send-through.ts ${Object.keys(vendors).join(' | ')}`);
  process.exit(2);
}
const dataDir = mkdtempSync(join(tmpdir(), 'portico-send-through-'));
const double = await way.start();
const child = spawnPortico(way.words, { PORTICO_DATA_DIR: dataDir, ...double.environment });
child.stdout?.pipe(process.stdout);
child.stderr?.pipe(process.stderr);
const [status] = (await once(child, 'close')) as [number | null];
await double.close();
rmSync(dataDir, { recursive: true, force: true });
process.exitCode = status ?? 1;
