import { createSeededRandom } from '../../src/generate/random.ts';
import { credentials } from '../../test/support/portico.ts';
import { startPostgres } from '../../test/support/postgres.ts';
import type { Findings, PartContext, TorturePart } from '../part.ts';
import { measurePairs, type Pair, warmUpPairs } from './interleaved-pairs.ts';
import { compareWork } from './same-work.ts';
import { fetchBlogToken, secretTargets, spoil } from './secret-targets.ts';
import { createCaptchaSolver, hidingTargets } from './sign-in-targets.ts';
import { startTimedServer } from './timed-server.ts';

/** Half of it is chance: within these bounds nobody tells two answers apart by how long they take. */
const bounds = { low: 0.45, high: 0.55 };
// Fewer, where others use the machine: with 1,000 chance alone strays from a half by 0.03 once in fifty.
const pairCount = Number(process.env.PORTICO_TORTURE_PAIRS ?? 5_000);
// A round trip to a database of its own process makes a missing statement plain sooner.
const pairCountOnPostgres = Math.min(1_000, pairCount);

/** Neither whether somebody has an account, nor how much of a secret was right, can be told from how long an answer takes. */
export const timing: TorturePart = {
  name: 'timing',
  about: 'how long an answer takes tells neither who has an account nor how much of a secret was right',
  run: (context) => (context.extent === 'slice' ? compareWork(context) : measure(context)),
};

async function measure(context: PartContext): Promise<Findings> {
  const figures: Record<string, number | string> = {};
  const faults: string[] = [];
  await measureOn(context, { database: 'SQLite', count: pairCount, environment: {} }, { figures, faults });
  const postgres = await startPostgres(context as Parameters<typeof startPostgres>[0]);
  const environment = { PORTICO_DATABASE_URL: await postgres.createDatabase() };
  const count = pairCountOnPostgres;
  await measureOn(context, { database: 'PostgreSQL', count, environment }, { figures, faults });
  return { figures, faults };
}

interface Found {
  figures: Record<string, number | string>;
  faults: string[];
}

interface Measurement {
  database: string;
  count: number;
  environment: Record<string, string>;
}

async function measureOn(
  context: PartContext,
  { database, count, environment }: Measurement,
  { figures, faults }: Found,
): Promise<void> {
  const { connection, apiKey, newLines } = await startTimedServer(context, {
    accounts: count + warmUpPairs,
    environment,
  });
  const solveCaptcha = createCaptchaSolver(connection, newLines);
  const blogToken = await fetchBlogToken(connection, 'owner', credentials.ownerPassword);

  async function judge(name: string, next: (index: number) => Pair | Promise<Pair>): Promise<void> {
    const random = createSeededRandom(context.seed, Object.keys(figures).length);
    const { area, medians, otherAnswers } = await measurePairs(connection, { count, random, next });
    const told = `${area.toFixed(3)} (medians ${medians.map((ms) => ms.toFixed(2)).join(' and ')} ms, ${count} pairs)`;
    figures[`AUC, ${name}, ${database}`] = told;
    context.say(`${database}, ${name}: ${told}`);
    if (area < bounds.low || area > bounds.high) faults.push(`${database}, ${name}: AUC ${told}`);
    if (otherAnswers.length > 0) faults.push(`${database}, ${name}: also answered ${otherAnswers.join('; ')}`);
  }

  for (const { name, ask } of hidingTargets) {
    await judge(name, async (index) => ({
      left: await ask('known', index, solveCaptcha),
      right: await ask('unknown', index, solveCaptcha),
    }));
  }
  for (const { name, secret, ask } of secretTargets({ apiKey, blogToken })) {
    const { early, late } = spoil(secret);
    await judge(name, () => ({ left: ask(early), right: ask(late) }));
  }
}
