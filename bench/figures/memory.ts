import { setTimeout as delay } from 'node:timers/promises';
import { withEndings } from '../../test/support/endings.ts';
import type { Figure, FigureContext, Measured } from '../figure.ts';
import { ask, type Load } from '../load/wrk.ts';
import { type Directory, makeDirectory } from '../stage/directory.ts';
import { type Person, signPeopleIn } from '../stage/people.ts';
import { residentMib } from '../stage/processes.ts';
import { serveProduction } from '../stage/production.ts';
import { pngLoad } from './captchas.ts';
import { heartbeatOf, heartbeatSuccess } from './heartbeat.ts';
import { signInLoad, signInOf, signInPeople } from './sign-in.ts';
import { mobileSuccess, ownPageOf, sessionCount } from './signed-in-read.ts';

/** Until what a start or a load leaves behind is cleared away. */
const restMs = 6_000;
const connections = 64;

/** Reads, durable writes, passwords, pictures. */
function loadsOf(people: readonly Person[]): Array<Omit<Load, 'url' | 'seconds'>> {
  return [
    { requests: people.map(ownPageOf), says: mobileSuccess, connections },
    { requests: people.map(heartbeatOf), says: heartbeatSuccess, connections },
    { ...signInLoad, requests: people.slice(0, signInPeople).map(signInOf) },
    { ...pngLoad(), connections },
  ];
}

export const memory: Figure = {
  name: 'memory',
  about: 'how much memory the server holds when it is idle, and after it was loaded',
  async run(context) {
    const directory = await makeDirectory(context);
    const people = await signPeopleIn(directory, sessionCount);
    const [idle, after]: [Measured[], Measured[]] = [[], []];
    for (let round = 1; round <= context.rounds; round += 1) {
      const [before, afterwards] = await measureOnce(context, directory, people);
      context.say(`memory, round ${round}: ${before.toFixed(0)} and ${afterwards.toFixed(0)} MiB`);
      idle.push({ ours: before });
      after.push({ ours: afterwards });
    }
    const line = { unit: 'MiB', reference: '' };
    return [
      { ...line, figure: 'memory, idle', goals: [{ kind: 'ours at most', value: 120 }], rounds: idle },
      { ...line, figure: 'memory, after the load', goals: [{ kind: 'ours at most', value: 220 }], rounds: after },
    ];
  },
};

/** MiB of a fresh server before and after a load of every kind. */
function measureOnce(
  { seconds }: FigureContext,
  directory: Directory,
  people: readonly Person[],
): Promise<[number, number]> {
  return withEndings(async (endings) => {
    const { url, pid } = await serveProduction(endings, directory.environment);
    await delay(restMs);
    const idle = residentMib(pid);
    for (const load of loadsOf(people)) await ask({ url, seconds, ...load });
    await delay(restMs);
    return [idle, residentMib(pid)] as const satisfies [number, number];
  });
}
