import { startSmtpDouble } from './email/smtp.ts';
import { pushVendors } from './push/vendors.ts';
import { aliyunEnvironment, startAliyun } from './sms/aliyun.ts';
import type { Double } from './sms/double.ts';
import { httpEnvironment, startHttp } from './sms/http.ts';
import { startTencent, tencentEnvironment } from './sms/tencent.ts';

/** A double that runs: what leads Portico to it, and what it is asked to send. */
export interface Way {
  environment: Record<string, string>;
  /** The words after `portico provider test`. */
  words: string[];
  close(): Promise<void>;
}

const throughSms =
  (name: string, start: () => Promise<Double>, settings: (url: string) => Record<string, string>) =>
  async (): Promise<Way> => {
    const { url, close } = await start();
    const environment = { PORTICO_SMS: name, ...settings(url) };
    return { environment, words: ['sms', '--to', '13800138000'], close };
  };

const throughPush = (start: (typeof pushVendors)[string]) => async (): Promise<Way> => {
  const { environment, arguments: words, close } = await start();
  return { environment, words, close };
};

async function throughSmtp(): Promise<Way> {
  const endings: Array<() => void | Promise<void>> = [];
  const { environment } = await startSmtpDouble({ after: (ending) => void endings.push(ending) });
  return {
    environment,
    words: ['email', '--to', 'somebody@example.com'],
    async close() {
      for (const end of endings) await end();
    },
  };
}

/** Every vendor, by name: starts its double. */
export const ways: Record<string, () => Promise<Way>> = {
  aliyun: throughSms('aliyun', startAliyun, aliyunEnvironment),
  tencent: throughSms('tencent', startTencent, tencentEnvironment),
  http: throughSms('http', startHttp, httpEnvironment),
  smtp: throughSmtp,
  ...Object.fromEntries(Object.entries(pushVendors).map(([name, start]) => [name, throughPush(start)])),
};
