import type { CaseResult, Report } from '../run/report.ts';
import { describeResult } from './text.ts';

/** The report as JUnit's XML, which CI systems read. */
export function writeJunit({ contract, baseUrl, startedAt, tookMs, counts, results }: Report): string {
  const failures = counts.differs + counts.missing;
  const suite = attributes({
    name: `portico verify ${contract}`,
    hostname: new URL(baseUrl).host,
    timestamp: startedAt,
    tests: results.length,
    failures,
    errors: 0,
    skipped: counts['not-run'],
    time: tookMs / 1000,
  });
  const cases = results.map(writeCase);
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuite${suite}>`, ...cases, '</testsuite>', ''].join('\n');
}

function writeCase(result: CaseResult): string {
  const { name, clause, verdict, tookMs } = result;
  const [contract = ''] = name.split(' ');
  const head = `  <testcase${attributes({ classname: `${contract} ${clause}`, name, time: tookMs / 1000 })}`;
  if (verdict === 'same') return `${head}/>`;
  const [first = '', ...more] = describeResult(result, 'en');
  if (verdict === 'not-run') return `${head}>\n    <skipped${attributes({ message: first })}/>\n  </testcase>`;
  const failure = `    <failure${attributes({ type: verdict, message: first })}>${escapeXml(more.join('\n'))}</failure>`;
  return `${head}>\n${failure}\n  </testcase>`;
}

function attributes(values: Record<string, string | number>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Characters that XML 1.0 has no place for become the replacement character. */
function escapeXml(text: string): string {
  const clean = text.toWellFormed().replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
  return clean.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
