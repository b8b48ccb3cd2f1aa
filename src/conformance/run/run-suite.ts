import type { DifferenceKind } from '../checks/difference.ts';
import type { Supplies } from '../supplies/supplies.ts';
import { endConnections, type Server, send } from '../wire/send.ts';
import type { Case, Suite } from './case.ts';
import { type Conversation, createConversation } from './conversation.ts';
import { CannotGoOn, NotRun } from './not-run.ts';
import type { CaseResult, Report, Verdict } from './report.ts';
import { learnUnknownPath, type UnknownPath } from './unknown-path.ts';

/** What is run of a suite, and how. */
export interface RunOptions {
  server: Server;
  supplies: Supplies;
  /** Whether cases that write are run. */
  writes: boolean;
  /** Whether a field that the contract does not know, or another order of fields, is a difference. */
  strict: boolean;
  /** Which cases by their names. */
  only?: RegExp | undefined;
  /** Told of each as soon as it ended. */
  onResult?(result: CaseResult): void;
}

/** Runs single cases of a suite against one server. */
export interface CaseRunner {
  /** Never throws. */
  run(each: Case): Promise<CaseResult>;
}

/** Asks the server what it says of a path that nobody serves. Throws WireFailure where it does not answer at all. */
export async function openCases(suite: Suite, options: RunOptions): Promise<CaseRunner> {
  const unknown = learnUnknownPath(await send(options.server, { method: 'GET', path: suite.unknownPath }));
  return { run: (each) => runCase(each, unknown, options) };
}

/** Runs one case after another. Throws WireFailure where the server does not answer at all. */
export async function runSuite(suite: Suite, options: RunOptions): Promise<Report> {
  const startedAt = new Date();
  const runner = await openCases(suite, options);
  const results: CaseResult[] = [];
  for (const each of suite.cases) {
    if (options.only && !options.only.test(each.name)) continue;
    const result = await runner.run(each);
    options.onResult?.(result);
    results.push(result);
  }
  endConnections();
  const counts: Record<Verdict, number> = { same: 0, differs: 0, missing: 0, 'not-run': 0 };
  for (const { verdict } of results) counts[verdict] += 1;
  const { contract } = suite;
  const tookMs = Date.now() - startedAt.getTime();
  return {
    contract,
    baseUrl: options.server.baseUrl.href,
    startedAt: startedAt.toISOString(),
    tookMs,
    counts,
    results,
  };
}

/** What clients of the contract do not notice. */
const harmless: ReadonlySet<DifferenceKind> = new Set(['extra', 'order']);

async function runCase(each: Case, unknown: UnknownPath, options: RunOptions): Promise<CaseResult> {
  const startedAt = performance.now();
  const { name, clause, writes } = each;
  const finish = (verdict: Verdict, more: Partial<CaseResult> = {}): CaseResult => {
    const tookMs = Math.round(performance.now() - startedAt);
    return { name, clause, writes, verdict, differences: [], extras: [], ...more, tookMs };
  };
  if (writes && !options.writes) return finish('not-run', { lacks: 'writes' });
  const talk = createConversation(options.server, options.supplies);
  const lacks = await attempt(each, talk);
  const differences = talk.differences.filter(({ kind }) => options.strict || !harmless.has(kind));
  const extras = options.strict ? [] : talk.differences.filter(({ kind }) => harmless.has(kind));
  if (differences.length === 0) return lacks ? finish('not-run', { lacks, extras }) : finish('same', { extras });
  const isAnyEndpoint = name.includes(' *:');
  const isMissing = !isAnyEndpoint && talk.first && differs(differences, talk) && unknown.isMissing(talk.first);
  return finish(isMissing ? 'missing' : 'differs', { differences, extras });
}

/** Whether the first answer is among those that differ. */
function differs(differences: CaseResult['differences'], { first }: Conversation): boolean {
  return differences[0]?.request === `${first?.asked.method} ${first?.asked.path.split('?')[0]}`;
}

async function attempt(each: Case, talk: Conversation): Promise<CaseResult['lacks']> {
  try {
    await each.run(talk);
    return undefined;
  } catch (error) {
    if (error instanceof NotRun) return error.need;
    if (error instanceof CannotGoOn && talk.differences.length > 0) return undefined;
    // Whatever a strange answer made of the case, the others are to be run.
    noteFault(talk, error as Error);
    return undefined;
  }
}

function noteFault(talk: Conversation, { message }: Error): void {
  const request = talk.first ? `${talk.first.asked.method} ${talk.first.asked.path}` : '';
  talk.differences.push({
    request,
    times: 1,
    where: 'answer',
    kind: 'envelope',
    expected: 'answers to go on with',
    found: message,
  });
}
