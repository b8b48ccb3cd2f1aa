import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { withEndings } from '../../test/support/endings.ts';
import type { Figure, Measured } from '../figure.ts';
import type { Asked } from '../load/requests.ts';
import { ask } from '../load/wrk.ts';
import { type Directory, makeDirectory } from '../stage/directory.ts';
import { signPeopleIn } from '../stage/people.ts';
import { loadCore, serverCore } from '../stage/pinned.ts';
import { childrenOf } from '../stage/processes.ts';
import { serveProduction } from '../stage/production.ts';
import { mobileSuccess, ownPageOf, sessionCount } from './signed-in-read.ts';

const bothCores = `${serverCore},${loadCore}`;
/** With four cores the load has two of its own. */
const hasCoresForLoad = availableParallelism() >= 4;

const patienceMs = 10_000;
/** More than a worker takes from its beginning until it accepts connections. */
const startMs = 3_000;

/** So many processes, on as many cores. */
interface Run {
  directory: Directory;
  requests: readonly Asked[];
  workers: 1 | 2;
}

export const twoWorkers: Figure = {
  name: 'two-workers',
  about: 'how many more reads two processes on two cores answer than one process on one core',
  async run(context) {
    const directory = await makeDirectory(context);
    const requests = (await signPeopleIn(directory, sessionCount)).map(ownPageOf);
    const rounds: Measured[] = [];
    for (let round = 1; round <= context.rounds; round += 1) {
      const one = { directory, requests };
      const ours = await measure({ ...one, workers: 2 }, context);
      const reference = await measure({ ...one, workers: 1 }, context);
      context.say(`two workers, round ${round}: ${ours.toFixed(0)} and ${reference.toFixed(0)} reads/s`);
      rounds.push({ ours, reference });
    }
    const figure = `reads of two workers${hasCoresForLoad ? '' : ', the load’s own time taken off'}`;
    const goals = [{ kind: 'ratio at least', value: 1.7 }] as const;
    return [{ figure, unit: '/s', reference: 'one worker', goals, rounds }];
  },
};

/**
 * Reads a second. Where two workers share their cores with the load, of the time that it left them: what stands idle counts
 * as theirs. One worker has its core for itself.
 */
function measure(
  { directory, requests, workers }: Run,
  { seconds, warmUpSeconds }: { seconds: number; warmUpSeconds: number },
): Promise<number> {
  return withEndings(async (endings) => {
    const environment = { ...directory.environment, PORTICO_WORKERS: String(workers) };
    const { url, pid } = await serveProduction(endings, environment, workers === 2 ? bothCores : serverCore);
    if (workers === 2) await untilBothWork(pid);
    const load = {
      url,
      requests,
      says: mobileSuccess,
      connections: 64,
      ...(workers === 2 && { threads: 2, cores: coresOfLoad() }),
    };
    await ask({ ...load, seconds: warmUpSeconds });
    const answered = await ask({ ...load, seconds });
    if (hasCoresForLoad || workers === 1) return answered.perSecond;
    const left = 2 * answered.seconds - answered.loadSeconds;
    return (answered.perSecond * answered.seconds * 2) / left;
  });
}

/** The first one says that it is ready before the second one begins. */
async function untilBothWork(pid: number): Promise<void> {
  for (const deadline = performance.now() + patienceMs; childrenOf(pid).length < 2; await delay(50)) {
    if (performance.now() > deadline) throw new Error('PORTICO_WORKERS=2 starts no two workers');
  }
  await delay(startMs);
}

function coresOfLoad(): string {
  return hasCoresForLoad ? '2,3' : bothCores;
}
