import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { dataPaths } from '../../src/config.ts';
import { signInAtConsole } from '../../test/support/management.ts';
import type { TestPortico } from '../../test/support/portico.ts';
import type { ServeProcess } from '../../test/support/process.ts';
import { until } from '../../test/support/until.ts';
import type { Findings, PartContext } from '../part.ts';
import { createSeededRandom, type SeededRandom } from '../seeded-random.ts';
import { type Clients, startClients } from './clients.ts';
import type { CrashPlace } from './crash-place.ts';
import { type Entry, openLedger, readLedger } from './ledger.ts';
import { followOutbox } from './outbox-codes.ts';
import { findOwnFaults } from './served.ts';
import { checkAll, checkRound, type Tally } from './tally.ts';

const clientCount = 16;
const shortestLoadMs = 0;
const longestLoadMs = 800;
/** The first time: until there are people enough whose sessions can be ended. */
const firstLoadMs = 3_000;
const tellEvery = 25;

/** Kills again and again under load, and judges by the ledger: what came since the last time after each, everything at the end. */
export async function runCrashes(context: PartContext, place: CrashPlace, rounds: number): Promise<Findings> {
  const startedAt = performance.now();
  const tally: Tally = { faults: [], lost: 0, doubled: 0, half: 0, tokensAsked: 0 };
  const path = join(place.dataDir, '..', 'ledger.jsonl');
  const random = createSeededRandom(context.seed);
  let server = await place.revive();
  const clients = await startOn(context, { place, server, path, random });
  let restarts = 0;
  let judged = 0;
  for (let round = 1; round <= rounds; round += 1) {
    const loadMs = round === 1 ? firstLoadMs : random.between(shortestLoadMs, longestLoadMs);
    const next = await killUnderLoad(place, { server, clients, loadMs });
    if (next !== server) restarts += 1;
    tally.faults.push(...findOwnFaults(server));
    server = next;
    const entries = readLedger(path);
    await checkRound(place, server.url, { all: entries, judged: entries.slice(judged) }, tally);
    judged = entries.length;
    if (round % tellEvery === 0)
      context.say(`${round} of ${rounds} kills, ${judged} changes, ${tally.faults.length} faults`);
  }
  await clients.end();
  const entries = readLedger(path);
  await checkAll(place, server.url, entries, tally);
  tally.faults.push(...findOwnFaults(server), ...clients.wrongAnswers);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  return { figures: { ...figuresOf(place, entries, tally), restarts, seconds }, faults: tally.faults };
}

/** Clients that note in a new ledger what they do, and wait at the gate. */
async function startOn(
  context: PartContext,
  { place, server, path, random }: { place: CrashPlace; server: ServeProcess; path: string; random: SeededRandom },
): Promise<Clients> {
  const ledger = await openLedger(path);
  context.after(() => ledger.close());
  const findCode = followOutbox(dataPaths(place.dataDir).outbox);
  const clients = startClients({ count: clientCount, ledger, random, key: await takeKey(server), findCode });
  context.after(() => clients.end());
  return clients;
}

/** Answers who serves afterwards. */
async function killUnderLoad(
  place: CrashPlace,
  { server, clients, loadMs }: { server: ServeProcess; clients: Clients; loadMs: number },
): Promise<ServeProcess> {
  const before = clients.acknowledged();
  clients.open(server.url);
  // A server that began a moment ago is slow: the time counts from the first change that it acknowledges.
  await until(() => clients.acknowledged() > before);
  await delay(loadMs);
  await place.strike();
  await clients.hold();
  return place.revive();
}

async function takeKey(server: ServeProcess): Promise<Record<string, string>> {
  const operator = await signInAtConsole({ url: server.url } as TestPortico);
  const rights = { name: 'clients', rights: ['accounts:read', 'accounts:write', 'releases:write'] };
  const created = await operator.call('POST', '/api-keys', { body: rights });
  return { authorization: `Bearer ${created.body.key}` };
}

function figuresOf({ kills }: CrashPlace, entries: readonly Entry[], tally: Tally): Findings['figures'] {
  const figures: Record<string, number> = { 'kills of the server': kills.server };
  if (kills.database > 0) figures['kills of PostgreSQL'] = kills.database;
  const byKind = Map.groupBy(entries, ({ kind }) => kind);
  for (const [kind, own] of [...byKind].sort(([one], [other]) => one.localeCompare(other))) {
    figures[`acknowledged: ${kind}`] = own.filter(({ outcome }) => outcome === 'acknowledged').length;
  }
  const acknowledged = entries.filter(({ outcome }) => outcome === 'acknowledged').length;
  return {
    ...figures,
    'acknowledged, all': acknowledged,
    'outcome unknown': entries.length - acknowledged,
    lost: tally.lost,
    doubled: tally.doubled,
    half: tally.half,
    'revoked tokens asked': tally.tokensAsked,
  };
}
