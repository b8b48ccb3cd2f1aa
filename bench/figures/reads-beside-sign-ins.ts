import { setTimeout as delay } from 'node:timers/promises';
import type { Figure } from '../figure.ts';
import { ask } from '../load/wrk.ts';
import { createProbe, percentile } from '../probe.ts';
import { type Turn, takeTurns } from '../rounds.ts';
import { makeDirectory } from '../stage/directory.ts';
import { signPeopleIn } from '../stage/people.ts';
import { serveProduction } from '../stage/production.ts';
import { signInLoad, signInOf, signInPeople } from './sign-in.ts';
import { mobileSuccess, ownPageOf, sessionCount } from './signed-in-read.ts';

/** Of which a core answers many times as many. */
const steadyPerSecond = 500;
/** The sign-ins begin before and end after. */
const marginMs = 500;

export const readsBesideSignIns: Figure = {
  name: 'reads-beside-sign-ins',
  about: 'how much longer the slowest of a hundred reads takes while people sign in as fast as passwords are hashed',
  async run(context) {
    const directory = await makeDirectory(context);
    const people = await signPeopleIn(directory, sessionCount);
    const [reads, signIns] = [people.map(ownPageOf), people.slice(0, signInPeople).map(signInOf)];
    const { url } = await serveProduction(context, directory.environment);
    const besideSignIns =
      (turn: Turn): Turn =>
      async (seconds) => {
        const signingIn = ask({ ...signInLoad, url, requests: signIns, seconds: seconds + 1 });
        await delay(marginMs);
        const [p99Ms] = await Promise.all([turn(seconds), signingIn]);
        return p99Ms;
      };
    const many: Turn = async (seconds) => (await ask({ url, requests: reads, says: mobileSuccess, seconds })).p99Ms;
    const probe = createProbe(`${url}/api/personal/info`, people[0]?.mobile ?? '', steadyPerSecond);
    const steady: Turn = async (seconds) => percentile(await probe.during(() => delay(seconds * 1000)), 0.99);
    const figure = 'p99 of reads while sign-ins saturate the hasher';
    const few = `${figure}, ${steadyPerSecond} reads/s`;
    const line = { unit: 'ms', reference: 'reads alone' };
    return [
      {
        ...line,
        figure: `${figure}, as many reads as fit`,
        goals: [{ kind: 'ratio at most', value: 3 }],
        rounds: await takeTurns(context, figure, { ours: besideSignIns(many), reference: many }),
      },
      {
        ...line,
        figure: few,
        goals: [{ kind: 'none' }],
        rounds: await takeTurns(context, few, { ours: besideSignIns(steady), reference: steady }),
      },
    ];
  },
};
