import { randomInt } from 'node:crypto';
import type { TestPortico } from '../test/support/portico.ts';
import {
  createOwnRequests,
  createSharedRequests,
  type DoorRequest,
  type Entrance,
  findFailure,
} from './door-requests.ts';

/** What was asked so far. */
export interface Asked {
  total: number;
  byKind: Map<string, number>;
  /** What went wrong, in words, of every request that failed. */
  failures: string[];
}

/** Makes accounts and what they need at `setUp`; their clients then ask at `entrance`, one after another each, until `stop`. */
export async function startRollingLoad(
  setUp: TestPortico,
  entrance: Entrance,
  people: number,
): Promise<{ asked: Asked; stop(): Promise<void> }> {
  const asked: Asked = { total: 0, byKind: new Map(), failures: [] };
  const shared = await createSharedRequests(setUp, entrance);
  const clients: DoorRequest[][] = [];
  for (let index = 0; index < people; index += 1) {
    const requests = [...shared, ...(await createOwnRequests(setUp, entrance, index))];
    clients.push(requests.flatMap((one) => Array<DoorRequest>(one.weight).fill(one)));
  }
  let isOver = false;
  const running = clients.map(async (requests) => {
    while (!isOver) await sendOne(requests[randomInt(requests.length)] as DoorRequest, asked);
  });
  return {
    asked,
    async stop() {
      isOver = true;
      await Promise.all(running);
    },
  };
}

async function sendOne(request: DoorRequest, asked: Asked): Promise<void> {
  const failure = await findFailure(request);
  asked.total += 1;
  asked.byKind.set(request.name, (asked.byKind.get(request.name) ?? 0) + 1);
  if (failure !== undefined) asked.failures.push(`${new Date().toISOString()} ${request.name}: ${failure}`);
}
