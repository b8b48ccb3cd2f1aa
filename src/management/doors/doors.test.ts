import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createManagementClient, signInAtConsole } from '../../../test/support/management.ts';
import { createMobileClient } from '../../../test/support/mobile.ts';
import { call, startPortico } from '../../../test/support/portico.ts';
import type { DoorUseView, DoorView } from './schemas.ts';

const at = await startPortico({ after }, { PORTICO_STAFF_ENABLED: 'false' });
const { core } = at.portico.house;
const owner = await signInAtConsole(at);
const mobile = createMobileClient(at);
const people = [await mobile.join(), await mobile.join(), await mobile.join()];

async function use(version: string, token: string, times = 1): Promise<void> {
  const headers = { 'user-agent': version, authorization: `Token ${token}` };
  for (let n = 0; n < times; n += 1) await call(`${at.url}/api/personal/info`, 'GET', undefined, headers);
}
const [one, two, three] = people.map(({ token }) => token) as [string, string, string];
await use('app/1.0', one, 3);
await use('app/2.0', two, 2);
await use('app/2.0', three);

const door = async (contract: string): Promise<DoorView> =>
  (await owner.call('GET', '/doors')).body.items.find((each: DoorView) => each.contract === contract);

test('doors: each contract is told with its use, its accounts, its dates and what nobody called', async () => {
  const { body } = await owner.call('GET', '/doors');
  assert.deepEqual(
    body.items.map(({ contract, enabled }: DoorView) => [contract, enabled]),
    [
      ['desktop', true],
      ['mobile', true],
      ['staff', false],
      ['panel', true],
      ['blog', true],
    ],
  );
  const { accountsLast7Days, accountsLast30Days, callsLast7Days, uncalledEndpoints, lastSeenAt } = await door('mobile');
  assert.deepEqual([accountsLast7Days, accountsLast30Days.count], [{ count: 3, capped: false }, 3]);
  assert.ok(callsLast7Days >= 6 && lastSeenAt !== null);
  assert.ok(uncalledEndpoints.includes('DELETE /api/feedback/:id'));
  assert.ok(!uncalledEndpoints.includes('GET /api/personal/info'));
  const staff = await door('staff');
  assert.deepEqual([staff.callsLast30Days, staff.lastSeenAt, staff.uncalledEndpoints], [0, null, []]);
});

test('doors: the dates are told that an operator set', async () => {
  const values = {
    'blog.deprecatedAt': '2027-01-01T00:00:00+08:00',
    'blog.sunsetAt': '2027-04-01T00:00:00Z',
    'blog.sunsetLink': 'https://example.com/moving',
    'blog.deprecatedEndpoints': 'POST /blogapi/reg, POST /blogapi/login',
  };
  await core.runtimeSettings.change({ values, reset: [] }, { by: { actor: 'test' } });
  const { deprecatedAt, sunsetAt, sunsetLink, deprecatedEndpoints } = await door('blog');
  assert.deepEqual(
    [deprecatedAt, sunsetAt, sunsetLink, deprecatedEndpoints],
    [
      '2026-12-31T16:00:00.000Z',
      '2027-04-01T00:00:00.000Z',
      'https://example.com/moving',
      ['POST /blogapi/reg', 'POST /blogapi/login'],
    ],
  );
});

test('door uses: by contract, endpoint and version, in the order that is asked for, page by page', async () => {
  const list = async (query: string): Promise<DoorUseView[]> => {
    const found: DoorUseView[] = [];
    let cursor = '';
    do {
      const { status, body } = await owner.call('GET', `/door-uses?${query}&limit=1${cursor}`);
      assert.equal(status, 200, JSON.stringify(body));
      found.push(...body.items);
      cursor = body.next === null ? '' : `&cursor=${body.next}`;
    } while (cursor !== '');
    return found;
  };
  const info = await list('contract=mobile&endpoint=GET%20/api/personal/info');
  const [first, second] = info.filter(({ version }) => version.startsWith('app/'));
  assert.deepEqual([first?.callsLast7Days, second?.callsLast7Days], [3, 3]);
  assert.deepEqual(
    (await list('version=app/1.0')).map(({ contract, endpoint, version, callsLast30Days, failuresLast30Days }) => [
      contract,
      endpoint,
      version,
      callsLast30Days,
      failuresLast30Days,
    ]),
    [['mobile', 'GET /api/personal/info', 'app/1.0', 3, 0]],
  );
  const names = (await list('order=name')).map(
    ({ contract, endpoint, version }) => `${contract} ${endpoint} ${version}`,
  );
  assert.deepEqual(names, [...names].sort());
  const [newest] = await list('order=lastSeen');
  assert.deepEqual([newest?.endpoint, newest?.version], ['GET /api/personal/info', 'app/2.0']);
});

test('door accounts: who came with which version, the last one first', async () => {
  const read = async (query: string) => {
    const { status, body } = await owner.call('GET', `/door-accounts?${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body.items.map(({ account, version }: { account: { id: number }; version: string }) => [
      account.id,
      version,
    ]);
  };
  const [a, b, c] = people.map(({ id }) => id);
  assert.deepEqual(await read('contract=mobile'), [
    [c, 'app/2.0'],
    [b, 'app/2.0'],
    [a, 'app/1.0'],
  ]);
  assert.deepEqual(await read('contract=mobile&version=app/1.0'), [[a, 'app/1.0']]);
  assert.deepEqual(await read('contract=blog'), []);
  const { body } = await owner.call('GET', '/door-accounts?contract=mobile&limit=2');
  assert.deepEqual(await read(`contract=mobile&limit=2&cursor=${body.next}`), [[a, 'app/1.0']]);
});

test('door uses: names of accounts need the right to read accounts', async () => {
  const { key } = await core.apiKeys.create({ name: 'figures', rights: ['dashboard:read'] }, { actor: 'test' });
  const program = createManagementClient(at, { authorization: `Bearer ${key}` });
  assert.equal((await program.call('GET', '/doors')).status, 200);
  assert.equal((await program.call('GET', '/door-uses')).status, 200);
  assert.equal((await program.call('GET', '/door-accounts?contract=mobile')).body.code, 'right.missing');
});

test('door uses: what is no contract, no order and no cursor of the list is refused', async () => {
  for (const [path, pointer] of [
    ['/door-uses?contract=kitchen', '/contract'],
    ['/door-uses?order=random', '/order'],
    ['/door-uses?cursor=abc', '/cursor'],
    ['/door-accounts', '/contract'],
    ['/door-accounts?contract=console', '/contract'],
  ] as const) {
    const { status, body } = await owner.call('GET', path);
    assert.deepEqual([status, body.errors?.[0].pointer], [400, pointer], path);
  }
});
