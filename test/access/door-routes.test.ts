import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { AccountRole } from '../../src/core/accounts/accounts.ts';
import { type DoorName, gatewaysOfDoors } from '../support/doors.ts';
import { credentials, startPortico } from '../support/portico.ts';
import { createCredentials } from './credentials.ts';
import { type DoorAccess, doorAccess, preflight, tableName } from './door-access.ts';
import { askRoute, isRefused } from './door-route-asking.ts';

const at = await startPortico({ after });
const { createPerson, openSession, createKey, listForeign, listDead } = createCredentials(at);
const cast = { user: await createPerson(), admin: await createPerson('admin'), owner: await createPerson('owner') };
const roles = Object.keys(cast) as AccountRole[];
const key = await createKey();

/** Who of those with a live session of the door gets through. */
const letsIn: Record<DoorAccess, readonly AccountRole[]> = {
  everybody: roles,
  session: roles,
  publisher: ['admin', 'owner'],
  'panel token': [],
  'level 1': ['owner'],
  'level 2': ['admin', 'owner'],
  'level 1 or oneself': ['owner'],
  'level 2 or oneself': ['admin', 'owner'],
};

for (const [door, gateway] of gatewaysOfDoors(at.portico)) {
  test(`${door} *: every route says who may call it`, () => {
    const found = gateway.routes.filter((route) => route !== preflight).map(tableName);
    assert.deepEqual([...new Set(found)].sort(), Object.keys(doorAccess[door]).sort());
  });

  for (const [route, [access]] of Object.entries(doorAccess[door])) {
    const outcome = async (asked?: Parameters<typeof askRoute>[3]): Promise<string> =>
      isRefused(door, await askRoute(at, door, route, asked)) ? 'refused' : 'through';
    const expected = (isLetIn: boolean): string => (isLetIn ? 'through' : 'refused');
    const isOpen = access === 'everybody';

    test(`${door} ${route}: ${access}, and nobody else`, async () => {
      assert.equal(await outcome(), expected(isOpen), 'nobody');
      for (const [what, credential] of await listForeign(cast.owner, door)) {
        assert.equal(await outcome({ credential }), expected(isOpen), what);
      }
      assert.equal(await outcome({ credential: key }), expected(isOpen || access === 'publisher'), 'an API key');
      await judgeSessions(door, access, outcome);
    });
  }
}

type Outcome = (asked?: Parameters<typeof askRoute>[3]) => Promise<string>;

async function judgeSessions(door: DoorName, access: DoorAccess, outcome: Outcome): Promise<void> {
  if (door === 'panel') {
    assert.equal(await outcome({ credential: credentials.panelToken }), 'through', 'the panel’s token');
    return;
  }
  for (const role of roles) {
    const { token: credential } = await openSession(cast[role], door);
    assert.equal(await outcome({ credential }), letsIn[access].includes(role) ? 'through' : 'refused', role);
    if (!access.endsWith('or oneself')) continue;
    assert.equal(await outcome({ credential, id: cast[role].id }), 'through', `${role}, oneself`);
    assert.equal(
      await outcome({ credential, id: cast.owner.id }),
      letsIn[access].includes(role) ? 'through' : 'refused',
    );
  }
  for (const [what, credential, makeSo] of await listDead(door)) {
    const undo = await makeSo();
    const found = await outcome({ credential });
    undo();
    assert.equal(found, access === 'everybody' ? 'through' : 'refused', `a session ${what}`);
  }
}

test('* HEAD: is refused to whoever GET is refused to', async () => {
  for (const [door, { routes }] of gatewaysOfDoors(at.portico)) {
    for (const route of routes.filter((each) => each.startsWith('HEAD '))) {
      if (doorAccess[door][tableName(route)]?.[0] === 'everybody') continue;
      const [head, get] = [await askRoute(at, door, route), await askRoute(at, door, tableName(route))];
      assert.equal(head.status, get.status, route);
      assert.equal(head.headers.get('content-length'), get.headers.get('content-length'), route);
    }
  }
});

test('blog *: without a signature only the mailed link is answered', async () => {
  for (const route of Object.keys(doorAccess.blog)) {
    const [method = '', path = ''] = route.split(' ');
    const { status } = await fetch(at.url + path, { method });
    assert.equal(status === 512, !path.endsWith('/verify-email'), route);
  }
});
