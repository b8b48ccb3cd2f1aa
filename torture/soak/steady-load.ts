import { setTimeout as delay } from 'node:timers/promises';
import { createOwnRequests, createSharedRequests, type DoorRequest, findFailure } from '../../bench/door-requests.ts';
import { createSeededRandom } from '../../src/generate/random.ts';
import type { TestPortico } from '../../test/support/portico.ts';
import { strangeRequests } from './strange-requests.ts';

/** What was sent so far. */
export interface Sent {
  total: number;
  /** Of those that should have gone well. */
  failures: string[];
}

const people = 6;
// Steady, not as much as goes: what is measured is what stays, and others work on the same machine.
const pauseMs = 25;

/** People whose programs ask at every door, and strangers who ask for what they do not get, until `stop`. */
export async function startSteadyLoad(at: TestPortico, seed: number) {
  const sent: Sent = { total: 0, failures: [] };
  const shared = await createSharedRequests(at, at);
  const clients: DoorRequest[][] = [];
  for (let index = 0; index < people; index += 1) {
    const requests = [...shared, ...(await createOwnRequests(at, at, index))];
    clients.push(requests.flatMap((request) => Array<DoorRequest>(request.weight).fill(request)));
  }
  const stopping = new AbortController();

  async function useFor(requests: readonly DoorRequest[], ordinal: number): Promise<void> {
    const random = createSeededRandom(seed, ordinal);
    while (!stopping.signal.aborted) {
      const request = random.pick(requests);
      const failure = await findFailure(request);
      sent.total += 1;
      if (failure !== undefined && sent.failures.length < 10) sent.failures.push(`${request.name}: ${failure}`);
      await delay(pauseMs);
    }
  }

  async function annoy(): Promise<void> {
    for (let number = 0; !stopping.signal.aborted; number += 1) {
      for (const send of strangeRequests) {
        const { status } = await send(at, number);
        sent.total += 1;
        if (status >= 500 && ![511, 512, 513, 514, 521].includes(status) && sent.failures.length < 10)
          sent.failures.push(`${send.name}: ${status}`);
        await delay(pauseMs);
      }
    }
  }

  const running = Promise.all([...clients.map(useFor), annoy()]);
  return {
    sent,
    async stop(): Promise<void> {
      stopping.abort();
      await running;
    },
  };
}
