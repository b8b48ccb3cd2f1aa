import { transact } from '../../src/db/database.ts';
import type { Figure, FigureContext, Line } from '../figure.ts';
import type { Asked } from '../load/requests.ts';
import { newSignUps } from '../load/sign-ups.ts';
import { ask, type Load } from '../load/wrk.ts';
import { takeTurns } from '../rounds.ts';
import { type Directory, fewAccounts, keepDirectory, makeDirectory, withHouse } from '../stage/directory.ts';
import { type Person, signPeopleIn } from '../stage/people.ts';
import { serveProduction } from '../stage/production.ts';
import { signInLoad, signInOf, signInPeople } from './sign-in.ts';
import { mobileSuccess, ownPageOf, sessionCount } from './signed-in-read.ts';

/** One of the two directories, being served, and who asks it. */
interface Side {
  url: string;
  people: Person[];
  /** Headers of who may look at the directory. */
  program: Record<string, string>;
  owner: Record<string, string>;
  /** The last page of the staff door's list. */
  lastPage: number;
}

interface Work extends Pick<Load, 'says' | 'checksEach' | 'connections' | 'mostWrong'> {
  name: string;
  requests(side: Side, seconds: number): Asked[];
}

// More than one core hashes in a second: nobody signs up twice.
const mostSignUpsPerSecond = 600;
/** So many accounts are on one page there. */
const staffPage = 15;
const staffLoad = { connections: 8, says: '"status":true', checksEach: true };
const listLoad = { connections: 8, says: '"items":[{', checksEach: true };
const lookAs = (headers: Record<string, string>, path: string): Asked => ({ path, headers });

const works: readonly Work[] = [
  { name: 'read', says: mobileSuccess, requests: ({ people }) => people.map(ownPageOf) },
  {
    name: 'sign-in',
    ...signInLoad,
    requests: ({ people }) => people.slice(0, signInPeople).map(signInOf),
  },
  {
    name: 'register (staff)',
    ...staffLoad,
    // Among a million numbers some are made up twice.
    mostWrong: 0.005,
    requests: (_, seconds) => newSignUps(mostSignUpsPerSecond * seconds),
  },
  {
    name: 'list (console)',
    ...listLoad,
    requests: ({ program }) => [lookAs(program, '/management/v1/accounts?limit=20')],
  },
  {
    name: 'list (staff)',
    ...staffLoad,
    requests: ({ owner }) => [lookAs(owner, '/list/user?page=1')],
  },
  {
    name: 'last page of the list (staff)',
    ...staffLoad,
    requests: ({ owner, lastPage }) => [lookAs(owner, `/list/user?page=${lastPage}`)],
  },
  // What one account is found by: so both answers are of one size, and only the finding differs.
  { name: 'search (console)', ...listLoad, requests: ({ program, people }) => searchesOf(people, program) },
];

function searchesOf(people: readonly Person[], program: Record<string, string>): Asked[] {
  const typed = people.flatMap(({ account }) => [account.handle, account.phone, account.email]);
  return typed
    .filter((text) => text !== null)
    .map((q) => lookAs(program, `/management/v1/accounts?${new URLSearchParams({ q, limit: '20' })}`));
}

export const largeDirectory: Figure = {
  name: 'large-directory',
  about: 'how much more each kind of work costs in a directory of a million accounts than in one of a thousand',
  async run(context) {
    // First, since nothing is measured while it is made.
    const large = await serve(context, await keepDirectory(context.accounts, context.say));
    const small = await serve(context, await makeDirectory(context));
    const lines: Line[] = [];
    for (const work of works) lines.push(await compare(context, work, large, small));
    return lines;
  },
};

async function compare(context: FigureContext, work: Work, large: Side, small: Side): Promise<Line> {
  const costAt = (side: Side) => async (seconds: number) => {
    const load = { ...work, url: side.url, requests: work.requests(side, seconds), seconds };
    return 1e6 / (await ask(load)).perSecond;
  };
  const figure = `${work.name} among ${context.accounts.toLocaleString('en')} accounts`;
  const rounds = await takeTurns(context, figure, { ours: costAt(large), reference: costAt(small) });
  const reference = `among ${fewAccounts.toLocaleString('en')}`;
  return { figure, unit: 'µs each', reference, goals: [{ kind: 'ratio at most', value: 1.3 }], rounds };
}

async function serve(context: FigureContext, directory: Directory): Promise<Side> {
  const people = await signPeopleIn(directory, sessionCount);
  const credentials = await openDirectory(directory);
  const { url } = await serveProduction(context, directory.environment);
  return { url, people, ...credentials };
}

/** A key for the console's interface, the owner's session at the staff door, and how far the list goes there. */
function openDirectory(directory: Directory): Promise<Omit<Side, 'url' | 'people'>> {
  return withHouse(directory, async ({ core, database }) => {
    const { key } = await core.apiKeys.create({ name: 'bench', rights: ['accounts:read'] }, { actor: 'cli' });
    const owner = await core.accounts.findFirstOwner();
    if (!owner) throw new Error('there is no owner');
    const caller = { address: '203.0.113.7', userAgent: 'bench', exemptFromAddressLimits: false };
    const session = await transact(database, (tx) => core.sessions.open(tx, owner, 'staff', caller));
    const token = core.sessions.sign(session, { sub: String(owner.id) });
    const { total } = await core.accounts.list({ offset: 0, limit: 1 });
    return {
      program: { Authorization: `Bearer ${key}` },
      owner: { Authorization: `Bearer ${token}` },
      lastPage: Math.floor(total / staffPage),
    };
  });
}
