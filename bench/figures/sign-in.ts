import type { Figure } from '../figure.ts';
import type { Asked } from '../load/requests.ts';
import { ask } from '../load/wrk.ts';
import { takeTurns } from '../rounds.ts';
import { makeDirectory, peoplePassword } from '../stage/directory.ts';
import { measureLooping } from '../stage/looping.ts';
import { type Person, signPeopleIn } from '../stage/people.ts';
import { serveProduction } from '../stage/production.ts';
import { mobileSuccess } from './signed-in-read.ts';

/** Enough connections to keep the hasher busy, and no queue that nobody would wait in. */
export const signInLoad = { connections: 8, says: mobileSuccess, checksEach: true };
/** Who signs in again and again. */
export const signInPeople = 64;

export function signInOf({ identifier }: Person): Asked {
  return {
    method: 'POST',
    path: '/api/auth/access_token',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ account: identifier, password: peoplePassword }),
  };
}

export const signIn: Figure = {
  name: 'sign-in',
  about: 'how many people a second sign in on one core, of what the password hash alone allows',
  async run(context) {
    const directory = await makeDirectory(context);
    const requests = (await signPeopleIn(directory, signInPeople)).map(signInOf);
    const { url } = await serveProduction(context, directory.environment);
    const rounds = await takeTurns(context, 'sign-in', {
      ours: async (seconds) => (await ask({ ...signInLoad, url, requests, seconds })).perSecond,
      reference: (seconds) => measureLooping('hashes.ts', [String(seconds)]),
    });
    const goals = [{ kind: 'ratio at least', value: 0.9 }] as const;
    return [{ figure: 'sign-in', unit: '/s', reference: 'argon2id alone', goals, rounds }];
  },
};
