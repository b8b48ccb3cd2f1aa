import type { Findings, PartContext, TorturePart } from '../part.ts';
import { startAbusedServer } from './abused-server.ts';
import { describeHoldings, findLeaks } from './holdings.ts';
import { brokenBodies } from './malformed/bodies.ts';
import { type AttackedDoor, attackedDoors } from './malformed/doors.ts';
import { type BrokenRequest, brokenHeads } from './malformed/heads.ts';
import { judgeBroken } from './malformed/judge.ts';
import { mutated } from './malformed/mutated.ts';
import { exchangeRaw } from './raw-exchange.ts';

type Case = readonly [door: AttackedDoor, broken: BrokenRequest];

const mutations = { whole: 20_000, slice: 200 };
const atOnce = 24;
const mostFaults = 30;

/** Bytes that are no request, or one that nobody should take. */
export const malformed: TorturePart = {
  name: 'malformed',
  about:
    'broken request lines, headers and bodies are answered in an envelope or closed, never hang, smuggle nothing, and are no fault',
  async run(context) {
    const server = await startAbusedServer(context);
    const listed = listCases(context);
    const mutations = mutateCases(context);
    // Whatever is made once, such as a compiled schema, and kept for later by the allocator, is there before it is compared.
    const first = await sendAll(server.at.url, listed);
    const before = await server.holds();
    const again = context.extent === 'whole' ? await sendAll(server.at.url, listed) : [];
    const faults = [...first, ...again, ...(await sendAll(server.at.url, mutations))];
    const held = await server.holds();
    const all = [...faults, ...findLeaks(before, held), ...server.faults().slice(0, 10)];
    return describe({ listed, mutations, faults: all }, describeHoldings(before, held));
  },
};

/** Each at every door; in npm test each at one. */
function listCases({ extent }: PartContext): Case[] {
  const all = [...brokenHeads, ...brokenBodies];
  if (extent === 'whole') return attackedDoors.flatMap((door) => all.map((broken): Case => [door, broken]));
  // Whoever says that no more will come is answered at once, and not when a deadline is over.
  const hasty = all.map((broken) => ({ ...broken, halfCloses: true }));
  return hasty.map((broken, index) => [attackedDoors[index % attackedDoors.length] as AttackedDoor, broken]);
}

function mutateCases({ extent, seed }: PartContext): Case[] {
  return Array.from({ length: mutations[extent] }, (_, index) => {
    const door = attackedDoors[index % attackedDoors.length] as AttackedDoor;
    return [door, mutated(seed + index)];
  });
}

async function sendAll(url: string, cases: readonly Case[]): Promise<string[]> {
  const faults: string[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let each = cases[next++]; each && faults.length < mostFaults; each = cases[next++]) {
      const [door, { what, bytes, mostAnswers, halfCloses = false }] = each;
      const oddity = judgeBroken(door, await exchangeRaw(url, bytes(door), { halfCloses }), mostAnswers);
      if (oddity !== undefined) faults.push(`${door.method} ${door.path}, ${what}: ${oddity}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return faults;
}

function describe(
  { listed, mutations, faults }: { listed: Case[]; mutations: Case[]; faults: string[] },
  holds: string,
): Findings {
  return {
    figures: {
      'broken heads': brokenHeads.length,
      'broken bodies': brokenBodies.length,
      'sent of both, at every door in the whole run': listed.length,
      'requests with random bytes changed': mutations.length,
      holds,
    },
    faults,
  };
}
