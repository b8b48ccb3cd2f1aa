import type { Figure } from '../figure.ts';
import type { Asked } from '../load/requests.ts';
import { ask } from '../load/wrk.ts';
import { takeTurns } from '../rounds.ts';
import { record, startBare } from '../stage/bare.ts';
import { startBetterAuth } from '../stage/better-auth.ts';
import { makeDirectory } from '../stage/directory.ts';
import { type Person, signPeopleIn } from '../stage/people.ts';
import { serveProduction } from '../stage/production.ts';

/** What the mobile app asks when it is opened. */
export function ownPageOf({ mobile }: Person): Asked {
  return { path: '/api/personal/info', headers: { Authorization: mobile } };
}

/** What every right answer of the mobile door begins with. */
export const mobileSuccess = '{"code":0,';

/** Nobody is so alone on a server that his session is the only one. */
export const sessionCount = 800;

export const signedInRead: Figure = {
  name: 'signed-in-read',
  about:
    'how many signed-in reads one core answers from SQLite, of what bare node:http can, and of what better-auth does',
  async run(context) {
    const directory = await makeDirectory(context);
    const requests = (await signPeopleIn(directory, sessionCount)).map(ownPageOf);
    const server = await serveProduction(context, directory.environment);
    const bare = await startBare(context, await record(server.url, requests[0] as Asked));
    const ours = async (seconds: number) =>
      (await ask({ url: server.url, requests, says: mobileSuccess, seconds })).perSecond;
    const figure = 'signed-in read, SQLite';
    const besideBare = await takeTurns(context, figure, {
      ours,
      reference: async (seconds) => (await ask({ url: bare.url, requests, says: mobileSuccess, seconds })).perSecond,
    });
    await bare.stop();
    const other = await startBetterAuth(context);
    const besideOther = await takeTurns(context, 'beside better-auth', {
      ours,
      reference: async (seconds) => (await ask({ ...other, seconds })).perSecond,
    });
    const line = { figure, unit: '/s' };
    return [
      { ...line, reference: 'bare node:http', goals: [{ kind: 'ratio at least', value: 0.6 }], rounds: besideBare },
      {
        ...line,
        reference: 'session read of better-auth',
        goals: [{ kind: 'ratio at least', value: 20 }],
        rounds: besideOther,
      },
    ];
  },
};
