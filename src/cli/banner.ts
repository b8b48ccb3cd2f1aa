import { existsSync } from 'node:fs';
import manifest from '../../package.json' with { type: 'json' };
import { namedSenders } from '../config/channels.ts';
import { type Config, dataPaths } from '../config.ts';
import { traitsOf } from '../contracts/names.ts';
import type { Portico } from '../serving/portico.ts';
import type { Credential } from '../start/credentials-file.ts';
import { localUrl } from '../start/local-url.ts';
import { databasePlace } from '../start/open-database.ts';
import { formatTable } from './table.ts';

/** Which mode Portico starts in, what that means, and where the data lies. */
export function describeStart(config: Config): string[] {
  const paths = dataPaths(config.dataDir);
  const development = [
    'DEVELOPMENT mode / 开发模式',
    ...(config.outbound === 'outbox' ? describeOutbox(config, paths.outbox) : []),
    '  For real users / 正式使用: PORTICO_MODE=production',
  ];
  return [
    `Portico ${manifest.version}`,
    '',
    ...(config.mode === 'development' ? development : ['PRODUCTION mode / 生产模式']),
    '',
    `Data / 数据: ${config.dataDir}`,
    ...(config.database ? [`Database / 数据库: ${databasePlace(config)}`] : []),
  ];
}

function describeOutbox(config: Config, file: string): string[] {
  const named = Object.entries(namedSenders(config)).flatMap(([channel, vendor]) =>
    vendor ? [[channel, vendor]] : [],
  );
  if (named.length === 0) {
    return [
      '  Codes, captcha answers, e-mails and pushes do not leave this machine: each is one line of',
      '  验证码、图形验证码答案、邮件和推送不会发出，逐行写入：',
      `    ${file}`,
    ];
  }
  return [
    `  Sent for real / 真实发送: ${named.map(([channel, vendor]) => `${channel} (${vendor})`).join(', ')}`,
    '  Everything else is one line of / 其余逐行写入：',
    `    ${file}`,
  ];
}

/** The credentials of a first start, in a frame of words; where there are none, where they were noted before. */
export function describeCredentials(credentials: readonly Credential[], file: string): string[] {
  if (credentials.length === 0) {
    return existsSync(file) ? [`First-run credentials / 首次启动的凭据: ${file}`] : [];
  }
  return [
    '',
    'First-run credentials, shown only this once / 首次启动的凭据，只显示这一次:',
    ...formatTable(credentials.map(([name, value]) => [`  ${name}:`, value])),
    `  (also in / 另存于 ${file})`,
  ];
}

/** Where each contract is to be reached, and below which paths. */
export function describeListeners({ gateways, listeners }: Portico): string[] {
  const rows = [...gateways.keys()].flatMap((name) =>
    listeners
      .filter(({ purpose }) => purpose === 'main' || purpose === name)
      .map(({ address: { address, port } }) => [`  ${name}`, localUrl(address, port), traitsOf(name).paths.join('  ')]),
  );
  const [main] = listeners;
  const consoleAt = listeners.find(({ purpose }) => purpose === 'console') ?? main;
  return [
    '',
    ...formatTable([['  contract', 'URL', 'paths / 路径'], ...rows]),
    '',
    `Console / 控制台: ${urlOf(consoleAt)}/console/`,
    `Contracts / 接口文档: ${urlOf(main)}/docs/`,
    '',
    'Ready. Stop with Ctrl-C. / 已就绪，按 Ctrl-C 停止。',
  ];
}

function urlOf(listener: Portico['listeners'][number] | undefined): string {
  return listener ? localUrl(listener.address.address, listener.address.port) : '';
}
