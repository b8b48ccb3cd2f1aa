import { writeJunit } from './report/junit.ts';
import { languageOfEnvironment, type ReportLanguage } from './report/language.ts';
import { describeEnd, describeResult, describeStart } from './report/text.ts';
import type { Suite } from './run/case.ts';
import type { Report } from './run/report.ts';
import { runSuite } from './run/run-suite.ts';
import type { Credentials } from './supplies/credentials.ts';
import { createSupplies } from './supplies/supplies.ts';
import { terminalOf } from './supplies/terminal.ts';

/** What the command line was told. */
export interface VerifyOptions {
  credentials: Credentials;
  writes: boolean;
  strict: boolean;
  verbose: boolean;
  prompt: boolean;
  only: RegExp | undefined;
  timeoutMs: number;
  language: ReportLanguage | undefined;
  environment: NodeJS.ProcessEnv;
  print(line: string): void;
}

/** A run's report in each form, and how many cases differ or are missing. */
export interface VerifyOutcome {
  json: Report;
  junit: string;
  differing: number;
  /** One line for whoever looks at the exit status. */
  verdict: string;
}

/** Verifies one contract at a server, and prints the report as it grows. Throws WireFailure where nobody answers. */
export async function verifyServer(suite: Suite, url: URL, options: VerifyOptions): Promise<VerifyOutcome> {
  const { credentials, writes, strict, verbose, only, timeoutMs, print } = options;
  const language = options.language ?? languageOfEnvironment(options.environment);
  const ask = options.prompt ? terminalOf(process.stdin, process.stderr) : undefined;
  const server = { baseUrl: withoutPrefix(url, suite.prefix), timeoutMs };
  print(describeStart(suite.contract, server.baseUrl.href, language));
  const report = await runSuite(suite, {
    server,
    supplies: createSupplies(credentials, { writes, ask }),
    writes,
    strict,
    only,
    onResult(result) {
      const isWorthALine = verbose || result.verdict === 'differs' || result.verdict === 'missing';
      if (isWorthALine) for (const line of describeResult(result, language)) print(line);
    },
  });
  for (const line of describeEnd(report, language)) print(line);
  const { differs, missing } = report.counts;
  const verdict =
    language === 'zh' ? `${differs} 项不一致，${missing} 项缺失` : `${differs} differ, ${missing} missing`;
  return { json: report, junit: writeJunit(report), differing: differs + missing, verdict };
}

/** The documents write their base with the prefix (`…/api/`), the cases' paths have it themselves. */
function withoutPrefix(url: URL, prefix: string): URL {
  const base = new URL(url);
  const path = base.pathname.replace(/\/+$/, '');
  base.pathname = path.endsWith(prefix) ? path.slice(0, path.length - prefix.length) : path;
  return base;
}
