import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnPortico } from '../support/process.ts';
import { aliyunEnvironment, startAliyun } from './sms/aliyun.ts';
import type { Double } from './sms/double.ts';
import { httpEnvironment, startHttp } from './sms/http.ts';
import { startTencent, tencentEnvironment } from './sms/tencent.ts';

// `node test/doubles/send-through.ts <vendor>` starts the vendor's double, sends one message through it with
// `provider test …`, prints the request as it left, and exits with 0 where the double accepted it.

interface Way {
  /** Starts the double, and tells what leads Portico to it. */
  start(): Promise<{ environment: Record<string, string>; close(): Promise<void> }>;
  /** The words after `portico`. */
  words: string[];
}

const throughSms = (
  start: () => Promise<Double>,
  name: string,
  settings: (url: string) => Record<string, string>,
): Way => ({
  words: ['provider', 'test', 'sms', '--to', '13800138000'],
  async start() {
    const { url, close } = await start();
    return { environment: { PORTICO_SMS: name, ...settings(url) }, close };
  },
});

const vendors: Record<string, Way> = {
  aliyun: throughSms(startAliyun, 'aliyun', aliyunEnvironment),
  tencent: throughSms(startTencent, 'tencent', tencentEnvironment),
  http: throughSms(startHttp, 'http', httpEnvironment),
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
