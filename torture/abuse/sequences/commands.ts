import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ManagementClient } from '../../../test/support/management.ts';
import { call, credentials } from '../../../test/support/portico.ts';
import { type DoorName, doorNames, sessionDoors } from './session-doors.ts';
import { compareAll, compareElsewhere, endAll, type Model, type ModelSession, type World } from './world.ts';

type Command = fc.AsyncCommand<Model, World>;

const graceMs = 10_000;
const mostSessions = 6;
const anything = { 'if-match': '*' };

/** `may` sees whether it makes sense now; after each, every token is compared with the model. */
function command(
  name: string,
  may: (model: Model) => boolean,
  run: (model: Model, world: World) => Promise<void>,
): Command {
  return {
    check: (model) => may(model),
    async run(model, world) {
      await run(model, world);
      await compareAll(model, world);
    },
    toString: () => name,
  };
}

function signIn(door: DoorName): Command {
  const may = (model: Model): boolean => {
    if (model.sessions.length >= mostSessions) return false;
    // A code makes a new account where the old one is gone, and five an hour go to a number.
    if (door === 'desktop') return model.status !== 'deleted' && model.desktopSignIns < 3;
    return model.status !== 'deleted' || model.triesForNobody < 2;
  };
  return command(`sign in at ${door}`, may, async (model, world) => {
    if (door === 'desktop') model.desktopSignIns += 1;
    if (model.status === 'deleted') model.triesForNobody += 1;
    const opened = await sessionDoors[door].signIn(world.at, world.person);
    const isExpected = model.status === 'active' && (door !== 'console' || model.role === 'admin');
    assert.equal(opened !== undefined, isExpected, `a sign-in at ${door} while ${model.status}, ${model.role}`);
    if (model.status !== 'deleted') model.wrongInARow = 0;
    if (!opened) return;
    model.sessions.push({ door, isLive: true });
    world.opened.push(opened);
  });
}

/** Of those that there are at that moment, the one that the number falls on. */
function onSession(
  name: string,
  pick: number,
  fits: (session: ModelSession) => boolean,
  run: (chosen: { session: ModelSession; index: number }, model: Model, world: World) => Promise<void>,
): Command {
  const choose = (model: Model): number[] => model.sessions.flatMap((session, index) => (fits(session) ? [index] : []));
  return command(
    `${name} #${pick}`,
    (model) => choose(model).length > 0,
    async (model, world) => {
      const fitting = choose(model);
      const index = fitting[pick % fitting.length] as number;
      await run({ session: model.sessions[index] as ModelSession, index }, model, world);
    },
  );
}

const signOut = (pick: number): Command =>
  onSession(
    'sign out',
    pick,
    ({ door, isLive }) => isLive && sessionDoors[door].signOut !== undefined,
    async ({ session, index }, _, world) => {
      await sessionDoors[session.door].signOut?.(world.at, world.opened[index]?.token ?? '');
      session.isLive = false;
    },
  );

const useElsewhere = (pick: number): Command =>
  onSession(
    'use at other doors',
    pick,
    () => true,
    ({ session, index }, _, world) => compareElsewhere(session, world.opened[index]?.token ?? '', world),
  );

const exchange = (world: World, token = '') =>
  call(`${world.at.url}/api/auth/refresh_token`, 'POST', { refresh_token: token });

/** A token is exchanged once; the same again within the grace is told the same successor (M4). */
const refresh = (pick: number): Command =>
  onSession(
    'refresh',
    pick,
    ({ door }) => door === 'mobile',
    async ({ session, index }, _, world) => {
      const before = world.opened[index];
      const { body } = await exchange(world, before?.refresh);
      assert.equal(body.code, session.isLive ? 0 : 10004, 'a refresh');
      if (!session.isLive) return;
      const again = await exchange(world, before?.refresh);
      assert.deepEqual(
        [again.body.data?.access_token, again.body.data?.refresh_token],
        [body.data.access_token, body.data.refresh_token],
      );
      world.outdated.push(before?.token ?? '');
      world.opened[index] = { token: body.data.access_token, refresh: body.data.refresh_token };
    },
  );

/** The same after the grace is what a thief would do, or be noticed by: the session ends. */
const refreshTwice = (pick: number): Command =>
  onSession(
    'refresh, and later once more',
    pick,
    ({ door, isLive }) => door === 'mobile' && isLive,
    async ({ session, index }, _, world) => {
      const before = world.opened[index];
      const { body } = await exchange(world, before?.refresh);
      world.at.clock.advance(graceMs + 1_000);
      assert.equal((await exchange(world, before?.refresh)).body.code, 10004, 'a second use');
      world.outdated.push(before?.token ?? '');
      world.opened[index] = { token: body.data.access_token, refresh: body.data.refresh_token };
      session.isLive = false;
    },
  );

const changePassword = command(
  'change the password',
  ({ status, passwords }) => status === 'active' && passwords < 4,
  async (model, world) => {
    const { owner, person } = world;
    model.passwords += 1;
    const password = `chosen-${person.id}-${model.passwords}`.slice(0, 16);
    await confirm(owner);
    const link = await owner.call('POST', `/accounts/${person.id}/password-reset`, { headers: anything });
    assert.equal(link.status, 201, JSON.stringify(link.body));
    const { status, body } = await owner.call('POST', '/password-resets/consume', {
      body: { token: link.body.token, password },
    });
    assert.equal(status, 204, JSON.stringify(body));
    person.password = password;
    model.wrongInARow = 0;
    endAll(model);
  },
);

const wrongPassword = command(
  'a wrong password',
  ({ status, wrongInARow }) => status !== 'deleted' && wrongInARow < 4,
  async (model, { at, person }) => {
    const answer = await call(`${at.url}/api/auth/access_token`, 'POST', { account: person.phone, password: 'not-it' });
    assert.equal(answer.body.code, 10007, JSON.stringify(answer.body));
    model.wrongInARow += 1;
  },
);

/** What outlives an open screen asks for the password every five minutes. */
async function confirm(owner: ManagementClient): Promise<void> {
  await owner.call('POST', '/session/confirmation', { body: { password: credentials.ownerPassword } });
}

/** Something that an operator does to the account. */
function operate(
  action: string,
  may: (model: Model) => boolean,
  after: (model: Model) => void,
  how = { method: 'POST', body: undefined as object | undefined },
): Command {
  return command(action, may, async (model, { owner, person }) => {
    const path = action === 'delete' ? '' : `/${action.split(' ')[0]}`;
    const body = how.body && { body: how.body };
    await confirm(owner);
    const answer = await owner.call(how.method, `/accounts/${person.id}${path}`, { headers: anything, ...body });
    assert.ok(answer.status === 200 || answer.status === 204, `${action}: ${JSON.stringify(answer.body)}`);
    after(model);
  });
}

const freeze = operate(
  'freeze',
  ({ status }) => status === 'active',
  (model) => {
    model.status = 'frozen';
    endAll(model);
  },
);
const thaw = operate(
  'thaw',
  ({ status }) => status === 'frozen',
  (model) => {
    model.status = 'active';
  },
);
const remove = operate(
  'delete',
  // Early, there would be nothing to see of what it ends.
  ({ status, sessions }) => status !== 'deleted' && sessions.length > 3,
  (model) => {
    model.status = 'deleted';
    endAll(model);
  },
  { method: 'DELETE', body: undefined },
);
const demote = operate(
  'role user',
  ({ status, role }) => status === 'active' && role === 'admin',
  (model) => {
    model.role = 'user';
    for (const session of model.sessions) if (session.door === 'console') session.isLive = false;
  },
  { method: 'PUT', body: { role: 'user' } },
);
const promote = operate(
  'role admin',
  ({ status, role }) => status === 'active' && role === 'user',
  (model) => {
    model.role = 'admin';
  },
  { method: 'PUT', body: { role: 'admin' } },
);

/** Not so long that anything expires. */
const waiting = command(
  'wait ten minutes',
  ({ waits }) => waits < 6,
  async (model, { at }) => {
    model.waits += 1;
    at.clock.advance(600_000);
  },
);

/** Sign-ins are what most of all depends on. */
export function commandsUpTo(most: number): fc.Arbitrary<Iterable<Command>> {
  const pick = fc.nat(5);
  const signIns = fc.constantFrom(...doorNames).map(signIn);
  return fc.commands(
    [
      signIns,
      signIns,
      signIns,
      signIns,
      pick.map(signOut),
      pick.map(useElsewhere),
      pick.map(refresh),
      pick.map(refreshTwice),
      fc.constant(changePassword),
      fc.constant(wrongPassword),
      fc.constant(freeze),
      fc.constant(thaw),
      fc.constant(thaw),
      fc.constant(demote),
      fc.constant(promote),
      fc.constant(remove),
      fc.constant(waiting),
    ],
    { maxCommands: most, size: 'max' },
  );
}
