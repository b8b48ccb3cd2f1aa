import type { CaseResult, Report, Verdict } from '../run/report.ts';
import type { ReportLanguage } from './language.ts';
import { needWords } from './needs.ts';

interface Phrases {
  verdicts: Record<Verdict, string>;
  expected: string;
  found: string;
  extras(count: number): string;
  notRun: string;
  headline(contract: string, url: string): string;
  allSame: string;
  others: string;
}

const phrases: Record<ReportLanguage, Phrases> = {
  en: {
    verdicts: { same: 'same', differs: 'differs', missing: 'missing', 'not-run': 'not run' },
    expected: 'expected',
    found: 'found',
    extras: (count) =>
      `Fields that the contract does not know or in another order, no difference to its clients: ${count} (--strict counts them)`,
    notRun: 'Not run',
    headline: (contract, url) => `The contract ${contract} at ${url}`,
    allSame: 'All that was asked is answered as the contract says.',
    others: 'Clients of the contract would notice what differs or is missing.',
  },
  zh: {
    verdicts: { same: '一致', differs: '不一致', missing: '缺失', 'not-run': '未运行' },
    expected: '应为',
    found: '实为',
    extras: (count) => `接口文档之外或顺序不同的字段（客户端不受影响，不算差异）：${count} 个（加 --strict 则计入）`,
    notRun: '未运行',
    headline: (contract, url) => `${url} 上的 ${contract} 接口`,
    allSame: '所有问到的都与接口文档一致。',
    others: '不一致或缺失之处，接口的客户端会察觉。',
  },
};

const marks: Record<Verdict, string> = { same: '✔', differs: '✖', missing: '∅', 'not-run': '-' };

/** The lines of one case: how it went, and each difference below it. */
export function describeResult(result: CaseResult, language: ReportLanguage): string[] {
  const { verdicts, expected, found } = phrases[language];
  const lacks = result.lacks === undefined ? '' : ` (${needWords[result.lacks][language].needs})`;
  const first = `${marks[result.verdict]} ${verdicts[result.verdict]}: ${result.name} [${result.clause}]${lacks}`;
  const differences = result.differences.map((each) =>
    // The server's own words are not to steer a terminal.
    `    ${each.request}  ${each.where}: ${expected} ${each.expected}, ${found} ${each.found} (${each.kind}${each.times > 1 ? `, ${each.times} ×` : ''})`.replace(
      /\p{Cc}/gu,
      ' ',
    ),
  );
  return [first, ...differences];
}

/** What stands above the cases. */
export function describeStart(contract: string, url: string, language: ReportLanguage): string {
  return phrases[language].headline(contract, url);
}

/** What stands below them: why some were not run and how to have them run, then the counts. */
export function describeEnd(report: Report, language: ReportLanguage): string[] {
  const { verdicts, extras, notRun, allSame, others } = phrases[language];
  const lacking = Map.groupBy(
    report.results.filter(({ lacks }) => lacks !== undefined),
    ({ lacks }) => lacks,
  );
  const reasons = [...lacking].flatMap(([lacks, results]) =>
    lacks === undefined
      ? []
      : [`  ${results.length} × ${needWords[lacks][language].needs}: ${needWords[lacks][language].how}`],
  );
  const extraCount = report.results.flatMap((result) => result.extras).length;
  const counts = (Object.keys(report.counts) as Verdict[]).map(
    (verdict) => `${report.counts[verdict]} ${verdicts[verdict]}`,
  );
  const isSame = report.counts.differs + report.counts.missing === 0;
  return [
    '',
    ...(reasons.length > 0 ? [`${notRun}:`, ...reasons, ''] : []),
    ...(extraCount > 0 ? [extras(extraCount), ''] : []),
    isSame ? allSame : others,
    counts.join(', '),
  ];
}
