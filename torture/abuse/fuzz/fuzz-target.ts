import fc from 'fast-check';
import type { AbusedServer } from '../abused-server.ts';
import { findOddity, kindOfFailure, type Target } from '../envelopes.ts';
import { openWire, type Wire, type WireRequest } from '../wire.ts';
import { inputsTo } from './inputs.ts';
import { makePeople, type People } from './people.ts';
import type { FuzzedRoute } from './routes.ts';
import { writeRequest } from './write-request.ts';

/** What came of one target. */
export interface FuzzTally {
  sent: number;
  /** Answers by their status. */
  statuses: Map<number, number>;
  overloaded: number;
  faults: string[];
}

interface Aim {
  server: AbusedServer;
  target: Target;
  routes: readonly FuzzedRoute[];
  seed: number;
}

const atOnce = 48;
const perBatch = 2_000;
const mostFaults = 12;

/** Sends so many made-up requests, and judges each answer. */
export async function fuzzTarget({ server, target, routes, seed }: Aim, count: number): Promise<FuzzTally> {
  const tally: FuzzTally = { sent: 0, statuses: new Map(), overloaded: 0, faults: [] };
  const wire = openWire(server.at.url, atOnce);
  let people: People = { credentials: [], known: {} };
  const inputs = inputsTo(routes, (field) => people.known[field] ?? []);
  for (let batch = 0; tally.sent < count && tally.faults.length < mostFaults; batch += 1) {
    // Some of what is sent signs out, changes and deletes: others come in their place.
    people = (await makePeople[target]?.(server.at).catch(() => people)) ?? people;
    if (batch === 0 && makePeople[target] && people.credentials.length === 0) tally.faults.push('nobody could sign in');
    const numRuns = Math.min(perBatch, count - tally.sent);
    const requests = fc
      .sample(inputs, { numRuns, seed: seed + batch })
      .map((input) => writeRequest(input, people.credentials));
    await sendAll(wire, target, requests, tally);
  }
  wire.close();
  return tally;
}

async function sendAll(wire: Wire, target: Target, requests: readonly WireRequest[], tally: FuzzTally): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    for (let request = requests[next++]; request; request = requests[next++])
      await sendOne(wire, target, request, tally);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

async function sendOne(wire: Wire, target: Target, request: WireRequest, tally: FuzzTally): Promise<void> {
  tally.sent += 1;
  try {
    const answer = await wire.ask(request);
    tally.statuses.set(answer.status, (tally.statuses.get(answer.status) ?? 0) + 1);
    const kind = kindOfFailure(target, answer);
    if (kind === 'overloaded') tally.overloaded += 1;
    const asked = { target, method: request.method, path: request.path };
    const oddity = kind === 'fault' ? 'a fault' : findOddity(asked, answer);
    if (oddity !== undefined) tell(tally, request, `${oddity}: ${answer.status} ${answer.text.slice(0, 200)}`);
  } catch (error) {
    tell(tally, request, String(error));
  }
}

function tell({ faults }: FuzzTally, { method, path, headers, body }: WireRequest, what: string): void {
  if (faults.length >= mostFaults) return;
  const sent = `${method} ${path.slice(0, 300)} ${JSON.stringify(headers).slice(0, 200)} ${body?.toString('utf8').slice(0, 500) ?? ''}`;
  faults.push(`${what}\n    for ${sent}`);
}
