import { sign } from '../../test/support/blog.ts';
import { toQuery } from '../../test/support/encodings.ts';
import type { Figure } from '../figure.ts';
import { askHeads } from '../load/ask-heads.ts';
import type { Asked } from '../load/requests.ts';
import { takeTurns } from '../rounds.ts';
import { record, startBare } from '../stage/bare.ts';
import { makeDirectory } from '../stage/directory.ts';
import { type Person, signPeopleIn } from '../stage/people.ts';
import { serveProduction } from '../stage/production.ts';
import { sessionCount } from './signed-in-read.ts';

// The one route of that door that asks for both is signing out. HEAD goes the whole way, and changes nothing.
const lookAtSignOut = ({ blog }: Person): Asked => ({
  method: 'HEAD',
  path: `/admin/logout?${toQuery(sign({}, Date.now()))}`,
  headers: { Authorization: blog },
});

export const blogSignedRequest: Figure = {
  name: 'blog-signed-request',
  about: 'how many requests of the blog, each with a signature and a JWT, one core judges',
  async run(context) {
    const directory = await makeDirectory(context);
    const people = await signPeopleIn(directory, sessionCount);
    const server = await serveProduction(context, directory.environment);
    // A signature is good for five minutes.
    const requests = (): Asked[] => people.map(lookAtSignOut);
    const bare = await startBare(context, await record(server.url, requests()[0] as Asked));
    const figure = 'blog request, signature and JWT';
    const rounds = await takeTurns(context, figure, {
      ours: (seconds) => askHeads(server, { requests: requests(), seconds }),
      reference: (seconds) => askHeads(bare, { requests: requests(), seconds }),
    });
    const goals = [{ kind: 'ratio at least', value: 0.45 }] as const;
    return [{ figure, unit: '/s of its core', reference: 'bare node:http', goals, rounds }];
  },
};
