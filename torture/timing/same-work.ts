import { setTimeout as delay } from 'node:timers/promises';
import { type ArrivedSpan, type OtlpCollector, startOtlpCollector } from '../../test/doubles/otlp.ts';
import { scrape } from '../../test/support/scrape.ts';
import type { Findings, PartContext } from '../part.ts';
import { createCaptchaSolver, hidingTargets } from './sign-in-targets.ts';
import { startTimedServer, type TimedServer } from './timed-server.ts';

const triesPerTarget = 4;
const mostPolls = 400;
const pollMs = 25;

/** What one request had the server do. */
interface Work {
  status: number;
  passwordHashes: number;
  /** Asked of the database, in their order. */
  statements: string[];
}

/** Whether each door does the same for an account that is there and for one that is not: what no clock has to judge. */
export async function compareWork(context: PartContext): Promise<Findings> {
  const collector = await startOtlpCollector(context as Parameters<typeof startOtlpCollector>[0]);
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: '20',
    PORTICO_TRUSTED_PROXIES: '127.0.0.1',
  };
  const server = await startTimedServer(context, { accounts: triesPerTarget, environment });
  const solveCaptcha = createCaptchaSolver(server.connection, server.newLines);
  const faults: string[] = [];
  let compared = 0;
  for (const { name, ask } of hidingTargets) {
    // Once before it counts: what is made ready at the first time is made ready for both.
    await server.connection.ask(await ask('unknown', triesPerTarget, solveCaptcha));
    for (let index = 0; index < triesPerTarget; index += 1) {
      const known = await watchWork(server, collector, await ask('known', index, solveCaptcha));
      const unknown = await watchWork(server, collector, await ask('unknown', index, solveCaptcha));
      compared += 1;
      const [left, right] = [known, unknown].map((work) => JSON.stringify(work));
      if (left !== right) faults.push(`${name}: for who is there ${left}, for who is not ${right}`);
    }
  }
  return { figures: { 'pairs whose work was compared': compared }, faults };
}

async function watchWork(
  { url, connection }: TimedServer,
  collector: OtlpCollector,
  request: Parameters<TimedServer['connection']['ask']>[0],
): Promise<Work> {
  const traceId = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  const hashesBefore = await countHashes(url);
  const headers = { ...request.headers, traceparent: `00-${traceId}-b7ad6b7169203331-01` };
  const { status } = await connection.ask({ ...request, headers });
  const passwordHashes = (await countHashes(url)) - hashesBefore;
  return { status, passwordHashes, statements: await readStatements(collector, traceId) };
}

async function countHashes(url: string): Promise<number> {
  return (await scrape({ url })).value('portico_password_hash_wait_seconds_count');
}

/** A request's own span ends last, so that what it did has arrived with it. */
async function readStatements({ spans }: OtlpCollector, traceId: string): Promise<string[]> {
  const [isServer, isClient] = [2, 3];
  for (let polls = 0; polls < mostPolls; polls += 1) {
    const own = spans.filter((span) => span.traceId === traceId);
    const request = own.find(({ kind }) => kind === isServer);
    // What a job does later belongs to the trace, and to nobody's answer.
    const isPart = ({ kind, parentSpanId }: ArrivedSpan): boolean =>
      kind === isClient && parentSpanId === request?.spanId;
    if (request) return own.filter(isPart).map(({ name }) => name);
    await delay(pollMs);
  }
  throw new Error(`the trace ${traceId} never came`);
}
