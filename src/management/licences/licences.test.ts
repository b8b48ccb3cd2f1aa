import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { signInAtDesktop } from '../../../test/support/desktop.ts';
import { createManagementClient, signInAtConsole } from '../../../test/support/management.ts';
import { call, startPortico } from '../../../test/support/portico.ts';
import { parsePhone } from '../../core/accounts/identifiers.ts';
import { transact } from '../../db/database.ts';
import type { LicenceView } from './schemas.ts';

const at = await startPortico({ after });
const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;
let owner = await signInAtConsole(at);

const make = async (body: object): Promise<LicenceView[]> => {
  const answer = await owner.call('POST', '/licences', { body });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body.items;
};
const makeOne = async (terms: object = {}): Promise<LicenceView> =>
  (await make({ count: 1, ...terms }))[0] as LicenceView;
const pointersOf = (body: { errors?: Array<{ pointer: string }> }) => (body.errors ?? []).map(({ pointer }) => pointer);
const time = (ms: number): string => new Date(ms).toISOString();

test('licences: a batch is answered with its numbers, and an Idempotency-Key makes it once', async () => {
  const [effectAt, expiresAt, note] = ['2030-01-01T08:00:00+08:00', '2031-01-01T00:00:00.500Z', '订单 7'];
  const body = { count: 3, effectAt, expiresAt, note };
  const headers = { 'idempotency-key': 'batch-1' };
  const first = await owner.call('POST', '/licences', { body, headers });
  assert.equal(first.status, 201);
  assert.equal(first.body.items.length, 3);
  const { id, number, createdAt, version, ...rest } = first.body.items[0];
  assert.match(number, /^(\w{4}-){3}\w{4}$/);
  assert.ok(id > 0 && version === Date.parse(createdAt));
  assert.deepEqual(rest, {
    state: 'unbound',
    account: null,
    effectAt: '2030-01-01T00:00:00.000Z',
    expiresAt,
    revokedAt: null,
    note,
  });
  const again = await owner.call('POST', '/licences', { body, headers });
  assert.deepEqual(again.body, first.body);
  assert.equal((await make({ numbers: ['GIVEN-1', 'GIVEN-2'] }))[1]?.number, 'GIVEN-2');
});

test('licences: a batch that cannot be made is refused whole, and what is wrong is told at its place', async () => {
  await make({ numbers: ['TAKEN-1'] });
  const taken = await owner.call('POST', '/licences', { body: { numbers: ['FREE-1', 'TAKEN-1'] } });
  assert.deepEqual([taken.status, taken.body.code], [409, 'licence.taken']);
  assert.deepEqual(taken.body.errors, [{ pointer: '/numbers/1', detail: 'It exists already.' }]);
  assert.deepEqual((await owner.call('GET', '/licences?q=FREE-1')).body.items, []);
  const cases: Array<[object, string[]]> = [
    [{}, ['/count']],
    [{ count: 1, numbers: ['A'] }, ['/count']],
    [{ count: 0 }, ['/count']],
    [{ count: 1001 }, ['/count']],
    [{ numbers: [] }, ['/numbers']],
    [{ numbers: ['A', 'A', ''] }, ['/numbers/1', '/numbers/2']],
    [{ count: 1, expiresAt: 'tomorrow' }, ['/expiresAt']],
    [{ count: 1, effectAt: time(dayMs), expiresAt: time(0) }, ['/expiresAt']],
    [{ count: 1, note: 'x'.repeat(501) }, ['/note']],
    [{ count: 1, state: 'active' }, ['/state']],
  ];
  for (const [body, pointers] of cases) {
    const { status, body: problem } = await owner.call('POST', '/licences', { body });
    assert.deepEqual([status, pointersOf(problem)], [400, pointers], JSON.stringify(problem));
  }
});

test('licences: bound, extended, changed, unbound and revoked, each on the version that was seen, as the program is told', async () => {
  const { account, headers } = await signInAtDesktop(at, '13300000001');
  const toldByHeart = async () => (await call(`${at.url}/api/heart/check`, 'POST', {}, headers)).body.data.license;
  let licence = await makeOne({ expiresAt: time(at.clock.now() + dayMs) });
  const path = `/licences/${licence.id}`;
  const change = async (action: string, body?: object, method = 'POST'): Promise<LicenceView> => {
    const url = `${path}${action}`;
    assert.equal((await owner.call(method, url, { body })).status, 428, action);
    const answer = await owner.call(method, url, { body, version: licence.version });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.equal(answer.headers.get('etag'), `"${answer.body.version}"`);
    assert.equal((await owner.call(method, url, { body, version: licence.version })).status, 412, action);
    licence = answer.body;
    assert.deepEqual((await owner.call('GET', path)).body, licence);
    return licence;
  };
  const bound = await change('/bind', { accountId: account.id });
  assert.deepEqual([bound.state, bound.account?.id], ['active', account.id]);
  assert.equal((await toldByHeart()).number, licence.number);
  const end = Date.parse(licence.expiresAt as string);
  assert.equal((await change('/extend', { days: 10 })).expiresAt, time(end + 10 * dayMs));
  assert.equal((await change('/extend', { expiresAt: null })).expiresAt, null);
  const later = time(at.clock.now() + dayMs);
  const changed = await change('', { effectAt: later, note: 'n' }, 'PATCH');
  assert.deepEqual([changed.state, changed.effectAt, changed.note], ['upcoming', later, 'n']);
  assert.deepEqual([(await change('/unbind')).state, (await toldByHeart()).number], ['unbound', null]);
  await change('/bind', { accountId: account.id });
  const revoked = await change('/revoke');
  assert.deepEqual([revoked.state, (await toldByHeart()).status], ['revoked', 3]);
  for (const [action, body] of [
    ['/bind', { accountId: account.id }],
    ['/extend', { days: 1 }],
  ] as const) {
    const refused = await owner.call('POST', path + action, { body, version: licence.version });
    assert.deepEqual([refused.status, refused.body.code], [409, 'licence.revoked']);
  }
});

test('licences: an account has one, a licence one account, and what is not there is told', async () => {
  const { account } = await signInAtDesktop(at, '13300000002');
  const [one, other] = (await make({ count: 2 })) as [LicenceView, LicenceView];
  const bind = (licence: LicenceView, accountId: number) =>
    owner.call('POST', `/licences/${licence.id}/bind`, { body: { accountId }, version: licence.version });
  assert.equal((await bind(one, account.id)).status, 200);
  assert.equal((await bind(other, account.id)).body.code, 'licence.taken');
  assert.equal((await bind(other, 999_999)).body.code, 'account.not_found');
  assert.equal((await owner.call('GET', '/licences/999999')).body.code, 'licence.not_found');
  const extend = (body: object) => owner.call('POST', `/licences/${other.id}/extend`, { body, version: other.version });
  for (const body of [{}, { days: 1, expiresAt: null }, { days: 0 }, { days: 1 }]) {
    assert.deepEqual(pointersOf((await extend(body)).body), ['/days'], JSON.stringify(body));
  }
});

test('licences: filtered by state, number, account and end, page by page', async () => {
  const { account } = await signInAtDesktop(at, '13300000003');
  const now = at.clock.now();
  const soon = await make({ numbers: ['LIST-3', 'LIST-1'], expiresAt: time(now + dayMs) });
  const [gone] = await make({ numbers: ['LIST-2'], expiresAt: time(now - dayMs) });
  const bound = soon[0] as LicenceView;
  const body = { accountId: account.id };
  await owner.call('POST', `/licences/${bound.id}/bind`, { body, version: bound.version });
  const list = async (query: string): Promise<string[]> => {
    const numbers: string[] = [];
    let next = '';
    do {
      const { body } = await owner.call('GET', `/licences?limit=1${query}${next && `&cursor=${next}`}`);
      numbers.push(...body.items.map((item: LicenceView) => item.number));
      next = body.next ?? '';
    } while (next);
    return numbers;
  };
  assert.deepEqual(await list('&q=list-'), ['LIST-1', 'LIST-2', 'LIST-3']);
  assert.deepEqual(await list('&q=LIST&state=unbound'), ['LIST-1']);
  // Made-up numbers of other tests may begin with the same digits.
  assert.ok((await list(`&q=${account.id}`)).includes('LIST-3'));
  assert.deepEqual(await list('&state=expired'), [gone?.number]);
  const until = encodeURIComponent(time(now + 2 * dayMs));
  assert.deepEqual(await list(`&expiresBefore=${until}`), ['LIST-2', 'LIST-3', 'LIST-1']);
  assert.deepEqual(await list(`&expiresBefore=${until}&state=active`), ['LIST-3']);
  assert.equal((await list(''))[0], 'LIST-2');
  for (const query of ['state=gone', 'q=', 'expiresBefore=soon', 'cursor=e30', 'limit=201']) {
    assert.equal((await owner.call('GET', `/licences?${query}`)).status, 400, query);
  }
});

test('licences: found by the exact handle, phone or e-mail of their account, for whoever may read the directory', async () => {
  const { core, database } = at.portico.house;
  const phone = parsePhone('13300000077') ?? assert.fail();
  const identifiers = { phone: { value: phone, proved: true }, email: { value: 'holder@example.com', proved: true } };
  const account = await transact(database, (tx) =>
    core.accounts.create(tx, { origin: 'console', handle: 'Holder', ...identifiers }),
  );
  const [held] = await make({ numbers: ['HELD-1'] });
  const { id, version } = held as LicenceView;
  await owner.call('POST', `/licences/${id}/bind`, { body: { accountId: account.id }, version });
  const find = async (client: Pick<typeof owner, 'call'>, q: string, more = ''): Promise<string[]> => {
    const { body } = await client.call('GET', `/licences?q=${encodeURIComponent(q)}${more}`);
    return body.items.map(({ number }: LicenceView) => number);
  };
  const ways = ['holder', '133 0000 0077', '+8613300000077', 'HOLDER@example.com'];
  for (const q of ways) assert.deepEqual(await find(owner, q), ['HELD-1'], q);
  assert.deepEqual(await find(owner, 'holder', '&state=revoked'), []);
  for (const q of ['hold', '1330000007', 'holder@example.co']) assert.deepEqual(await find(owner, q), [], q);
  const { key } = await core.apiKeys.create({ name: 'curious', rights: ['licences:read'] }, { actor: 'cli' });
  const curious = createManagementClient(at, { authorization: `Bearer ${key}` });
  for (const q of ways) assert.deepEqual(await find(curious, q), [], q);
  assert.ok((await find(curious, String(account.id))).includes('HELD-1'));
});

test('licences: a time that no calendar has is refused, and does not mean for ever', async () => {
  const { id, version } = await makeOne();
  for (const never of ['2026-13-45T00:00:00Z', '2026-02-30T00:00:00Z']) {
    const refused = [
      await owner.call('POST', '/licences', { body: { count: 1, expiresAt: never } }),
      await owner.call('PATCH', `/licences/${id}`, { version, body: { expiresAt: never } }),
      await owner.call('POST', `/licences/${id}/extend`, { version, body: { expiresAt: never } }),
      await owner.call('GET', `/licences?expiresBefore=${never}`),
    ];
    assert.deepEqual(
      refused.map(({ status, body }) => [status, body.code]),
      Array(4).fill([400, 'request.invalid_fields']),
      never,
    );
  }
});

test('licences: its devices tell version and state, overdue ones whose they are, and each hour its heartbeats', async () => {
  const { account, token } = await signInAtDesktop(at, '13300000004');
  const licence = await makeOne();
  const body = { accountId: account.id };
  const devices = async () => (await owner.call('GET', `/licences/${licence.id}/devices`)).body.items;
  assert.deepEqual(await devices(), []);
  await owner.call('POST', `/licences/${licence.id}/bind`, { body, version: licence.version });
  const headers = { authorization: token, 'user-agent': 'tool/2.1 (Windows NT 10.0)' };
  const beats = async () =>
    (await owner.call('GET', '/licences/heartbeats')).body.values.reduce(
      (sum: number, value: number) => sum + value,
      0,
    );
  const before = await beats();
  for (let beat = 0; beat < 2; beat += 1) await call(`${at.url}/api/heart/check`, 'POST', {}, headers);
  assert.equal((await beats()) - before, 2);
  const [device, ...others] = await devices();
  assert.deepEqual(others, []);
  const { sessionId, firstAt, lastAt, dueAt, ...rest } = device;
  assert.equal(Date.parse(dueAt) - Date.parse(lastAt), 30 * minuteMs);
  assert.ok(sessionId > 0 && Date.parse(firstAt) <= Date.parse(lastAt));
  assert.deepEqual(rest, {
    state: 'live',
    beats: 2,
    address: '127.0.0.1',
    userAgent: headers['user-agent'],
    programVersion: '2.1',
  });
  const overdue = async () => (await owner.call('GET', '/devices?state=overdue&limit=1')).body;
  at.clock.advance(31 * minuteMs);
  owner = await signInAtConsole(at);
  const { items } = await overdue();
  assert.deepEqual(
    [items[0].sessionId, items[0].account.id, items[0].licence],
    [sessionId, account.id, { id: licence.id, number: licence.number }],
  );
  assert.equal((await devices())[0].state, 'overdue');
  const settings = await owner.call('GET', '/licences/heartbeats?range=30d');
  assert.deepEqual([settings.body.overdueMinutes, settings.body.step, settings.body.values.length], [30, 'day', 30]);
});
