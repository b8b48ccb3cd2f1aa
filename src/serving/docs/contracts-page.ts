import type { ContractDocument } from '../../gateways/contract-document.ts';
import { type PlainPage, writeBoth, writeInline, writeNote } from '../../http/plain-page.ts';

/** A contract, and whether this server serves it at the moment. */
export interface ListedContract {
  document: ContractDocument;
  isOpen: boolean;
}

/** Lists every contract, the closed ones marked, and the management API where it is served here, too. */
export function describeContracts(contracts: readonly ListedContract[], hasConsoleHere: boolean): PlainPage {
  const management = {
    title: { zh: '管理接口', en: 'The management API' },
    summary: { zh: '控制台和程序所用的接口。', en: 'What the console and programs use.' },
  };
  return {
    title: { zh: '接口文档', en: 'The contracts' },
    hasForm: false,
    body: [
      writeNote({
        zh: '每份接口都有可浏览的文档和 OpenAPI 3.1 文件。',
        en: 'Each contract to browse, and as an OpenAPI 3.1 document.',
      }),
      ...contracts.map(writeContract),
      ...(hasConsoleHere
        ? [
            `<h2><a href="/management/docs">${writeInline(management.title)}</a></h2>\n`,
            writeBoth(management.summary),
            '<p><a href="/management/openapi.json">openapi.json</a></p>\n',
          ]
        : []),
    ].join(''),
  };
}

function writeContract({ document: { name, title, summary }, isOpen }: ListedContract): string {
  const closed = isOpen ? '' : ` (${writeInline({ zh: '本服务器未开放', en: 'closed on this server' })})`;
  return [
    `<h2><a href="/docs/${name}/">${writeInline(title)}</a>${closed}</h2>\n`,
    writeBoth(summary),
    `<p><a href="/docs/${name}.json">${name}.json</a></p>\n`,
  ].join('');
}
