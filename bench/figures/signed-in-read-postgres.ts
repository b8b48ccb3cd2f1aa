import { startPostgres } from '../../test/support/postgres.ts';
import type { Figure } from '../figure.ts';
import { ask } from '../load/wrk.ts';
import { takeTurns } from '../rounds.ts';
import { pinTo } from '../server-process.ts';
import { fewAccounts, makeDirectory } from '../stage/directory.ts';
import { measureLooping } from '../stage/looping.ts';
import { signPeopleIn } from '../stage/people.ts';
import { loadCore } from '../stage/pinned.ts';
import { serveProduction } from '../stage/production.ts';
import { mobileSuccess, ownPageOf, sessionCount } from './signed-in-read.ts';

export const signedInReadPostgres: Figure = {
  name: 'signed-in-read-postgres',
  about: 'the same from PostgreSQL, of what its driver alone fetches by key',
  async run(context) {
    const postgres = await startPostgres(context, ['fsync=on']);
    pinTo(loadCore, postgres.process.pid);
    const database = await postgres.createDatabase();
    const directory = await makeDirectory(context, fewAccounts, database);
    const people = await signPeopleIn(directory, sessionCount);
    const requests = people.map(ownPageOf);
    const ids = people.map(({ id }) => id).join(',');
    const { url } = await serveProduction(context, directory.environment);
    const figure = 'signed-in read, PostgreSQL';
    const rounds = await takeTurns(context, figure, {
      ours: async (seconds) => (await ask({ url, requests, says: mobileSuccess, seconds })).perSecond,
      reference: (seconds) => measureLooping('postgres-get.ts', [String(seconds), database, ids]),
    });
    const reference = 'raw pg, a row by its key';
    return [{ figure, unit: '/s', reference, goals: [{ kind: 'ratio at least', value: 0.6 }], rounds }];
  },
};
