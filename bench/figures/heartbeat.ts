import type { Figure } from '../figure.ts';
import type { Asked } from '../load/requests.ts';
import { ask } from '../load/wrk.ts';
import { takeTurns } from '../rounds.ts';
import { record, startBare } from '../stage/bare.ts';
import { makeDirectory } from '../stage/directory.ts';
import { type Person, signPeopleIn } from '../stage/people.ts';
import { serveProduction } from '../stage/production.ts';
import { sessionCount } from './signed-in-read.ts';

/** As many as write at once share a wait for the disk. */
const connections = 128;

export const heartbeatSuccess = '"openid"';

/** What every desktop sends every few minutes. */
export function heartbeatOf({ desktop }: Person): Asked {
  return {
    method: 'POST',
    path: '/api/heart/check',
    headers: { Authorization: desktop, 'Content-Type': 'application/json' },
    body: '{}',
  };
}

export const heartbeat: Figure = {
  name: 'heartbeat',
  about: 'how many heartbeats of the desktop tool one core writes, each on the disk before it is answered',
  async run(context) {
    const directory = await makeDirectory(context);
    const requests = (await signPeopleIn(directory, sessionCount)).map(heartbeatOf);
    const server = await serveProduction(context, directory.environment);
    const bare = await startBare(context, await record(server.url, requests[0] as Asked));
    const load = { requests, says: heartbeatSuccess, connections };
    const figure = `heartbeat, ${connections} at once`;
    const rounds = await takeTurns(context, figure, {
      ours: async (seconds) => (await ask({ ...load, url: server.url, seconds })).perSecond,
      reference: async (seconds) => (await ask({ ...load, url: bare.url, seconds })).perSecond,
    });
    const goals = [{ kind: 'ratio at least', value: 0.35 }] as const;
    return [{ figure, unit: '/s', reference: 'bare node:http', goals, rounds }];
  },
};
