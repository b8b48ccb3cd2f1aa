// What Redis in front of the database saves where a flood is refused, and costs where nothing is:
//   node_modules/.bin/node bench/redis-in-front.ts
// Both ways take turns, round by round; medians, and their ratio.
import { createCaptchas } from '../src/core/captcha/captcha.ts';
import { createKeyring } from '../src/core/keyring/keyring.ts';
import { createLimits } from '../src/core/limits/limits.ts';
import type { SharedMemory } from '../src/core/ports.ts';
import { createReplays } from '../src/core/replays/replays.ts';
import type { Database } from '../src/db/database.ts';
import { openTestRedis } from '../test/support/both-memories.ts';
import { openTestDatabase } from '../test/support/database.ts';
import { withEndings } from '../test/support/endings.ts';
import { startRedis } from '../test/support/redis.ts';

const rounds = 9;
const inFlight = 64;
const each = { flood: 4_000, oneByOne: 400 };
const clock = { now: () => Date.now() };
const keyring = createKeyring(['a root key for a measurement alone'.padEnd(40, '-')]);
const size = { width: 120, height: 44 };

interface Way {
  /** Refused, many at once: a full limit, a write that happened. */
  refusedTake(): Promise<void>;
  refusedWrite(): Promise<void>;
  /** Let through, one after another. */
  take(): Promise<void>;
  write(): Promise<void>;
  captcha(): Promise<void>;
}

let made = 0;

async function createWay(db: Database, memory: SharedMemory | undefined, name: string): Promise<Way> {
  const limits = createLimits({ db, clock, memory });
  const replays = createReplays({ db, clock, memory });
  const answers = new Map<string, string>();
  const observe = async ({ id, answer }: { id: string; answer: string }): Promise<void> => void answers.set(id, answer);
  const captchas = createCaptchas({ db, keyring, clock, memory, observe });
  const rules = [{ most: 10, windowMs: 3_600_000 }];
  const take = (key: string): Promise<unknown> => limits.take(key, rules, 'request.too_many');
  const expiresAt = Date.now() + 3_600_000;
  for (let count = 0; count < 10; count += 1) await take(`full-${name}`);
  await (await replays.claim(`done-${name}`, expiresAt)).keep();
  const next = (): string => {
    made += 1;
    return `${name}-${made}`;
  };
  return {
    refusedTake: () => refused(take(`full-${name}`)),
    refusedWrite: () => refused(replays.claim(`done-${name}`, expiresAt)),
    take: async () => void (await take(next())),
    write: async () => (await replays.claim(next(), expiresAt)).keep(),
    async captcha() {
      const { id } = await captchas.createSvg('blog', size);
      await captchas.consume('blog', { id, answer: answers.get(id) ?? '' });
    },
  };
}

async function refused(work: Promise<unknown>): Promise<void> {
  const isDone = await work.then(
    () => true,
    () => false,
  );
  if (isDone) throw new Error('it was not refused');
}

/** How many a second. */
async function flood(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  let left = each.flood;
  const worker = async (): Promise<void> => {
    for (; left > 0; left -= 1) await work();
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return (each.flood * 1000) / (performance.now() - startedAt);
}

/** How many milliseconds one takes. */
async function oneByOne(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  for (let count = 0; count < each.oneByOne; count += 1) await work();
  return (performance.now() - startedAt) / each.oneByOne;
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

await withEndings(async (context) => {
  const { db } = await openTestDatabase(context);
  const { memory } = await openTestRedis(context, (await startRedis(context)).url);
  const [alone, inFront] = [await createWay(db, undefined, 'alone'), await createWay(db, memory, 'in-front')];
  const measures = [
    ['refused for a full limit, a second', (way: Way) => flood(way.refusedTake), 0],
    ['refused as a repeated write, a second', (way: Way) => flood(way.refusedWrite), 0],
    ['one try let through, ms', (way: Way) => oneByOne(way.take), 2],
    ['one signed write let through, ms', (way: Way) => oneByOne(way.write), 2],
    ['one captcha drawn and solved, ms', (way: Way) => oneByOne(way.captcha), 2],
  ] as const;
  console.log('| | database alone | Redis in front | ratio |\n|---|---|---|---|');
  for (const [name, measure, digits] of measures) {
    const found: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < rounds; round += 1) {
      const [one, two] = [await measure(alone), await measure(inFront)];
      found[0].push(one);
      found[1].push(two);
      found[2].push(two / one);
    }
    const [one, two, ratio] = found.map(median) as [number, number, number];
    console.log(`| ${name} | ${one.toFixed(digits)} | ${two.toFixed(digits)} | ${ratio.toFixed(2)} |`);
  }
});
