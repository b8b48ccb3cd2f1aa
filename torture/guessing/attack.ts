import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, TestPortico } from '../../test/support/portico.ts';

/** One way to guess, on a server whose clock stands still and which believes its proxy. */
export interface Attack {
  name: string;
  run(at: TestPortico, guesses: number): Promise<Outcome>;
}

/** What came of it. */
export interface Outcome {
  figures: Record<string, number | string>;
  faults: string[];
}

type Headers = Record<string, string>;

let addresses = 0;

/** Another address for each call, as the trusted proxy tells it. */
export function anotherAddress(): Headers {
  addresses += 1;
  return { 'x-forwarded-for': `198.18.${Math.floor(addresses / 250) % 250}.${(addresses % 250) + 1}` };
}

/** All at once; answers in the order of the guesses. */
export function allAtOnce(guesses: number, guess: (index: number) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: guesses }, (_, index) => guess(index)));
}

/** Notes a fault for everything that is not so. */
export function expectAll(checks: Record<string, boolean>): string[] {
  return Object.entries(checks).flatMap(([what, isSo]) => (isSo ? [] : [`not so: ${what}`]));
}

const patienceMs = 45_000;
const pauseMs = 200;

/** Tries again where the server is busy, as a person does; answers how often, undefined where it never went well. */
export async function getsIn(
  attempt: () => Promise<Answer>,
  isIn: (answer: Answer) => boolean,
): Promise<number | undefined> {
  const deadline = Date.now() + patienceMs;
  for (let tries = 1; Date.now() < deadline; tries += 1) {
    const answer = await attempt();
    if (isIn(answer)) return tries;
    if (answer.status < 500) return undefined;
    await delay(pauseMs);
  }
  return undefined;
}
