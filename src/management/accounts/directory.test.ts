import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { signInAtConsole } from '../../../test/support/management.ts';
import { startPortico } from '../../../test/support/portico.ts';
import { addManyAccounts } from '../../core/accounts/many-accounts.ts';
import { toNewRow } from '../../core/accounts/new-account.ts';
import { transact } from '../../db/database.ts';

const at = await startPortico({ after });
const { call, headers } = await signInAtConsole(at);
const { core, database } = at.portico.house;
const dayMs = 86_400_000;
const start = Date.parse('2026-01-01T00:00:00Z');

before(async () => {
  const many = await addManyAccounts({ db: database, settings: core.settings, audit: core.audit });
  const statuses = ['active', 'waiting', 'frozen'] as const;
  const rows = Array.from({ length: 25 }, (_, n) =>
    toNewRow(
      {
        origin: n % 2 ? 'blog' : 'mobile',
        status: statuses[n % 3] ?? 'active',
        handle: `list-${n}`,
        displayName: '王伟',
      },
      start + n * dayMs,
    ),
  );
  await many.add((_tx, insert) => insert(rows));
  await many.finish();
});

interface Listed {
  items: Array<{ id: number; handle: string }>;
  next: string | null;
  previous: string | null;
  first: string;
  last: string;
}
const list = async (query: string): Promise<Listed> => {
  const { status, body } = await call('GET', `/accounts?${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
};
const handles = ({ items }: Listed): string[] => items.map(({ handle }) => handle);
const named = (...numbers: number[]): string[] => numbers.map((n) => `list-${n}`);

test('accounts: page by page to the end, to the last page at once, and back', async () => {
  for (const query of ['origin=blog&origin=mobile&limit=10', `q=${encodeURIComponent('王')}&limit=10`]) {
    const pages: Listed[] = [await list(query)];
    for (let next = pages[0]?.next; next; next = pages.at(-1)?.next) pages.push(await list(`${query}&cursor=${next}`));
    assert.deepEqual(
      pages.map(({ items }) => items.length),
      [10, 10, 5],
    );
    const all = pages.flatMap(handles);
    const [first] = pages;
    assert.equal(first?.previous, null);
    const last = await list(`${query}&cursor=${first?.last}`);
    assert.deepEqual([handles(last), last.next], [all.slice(-10), null]);
    const before = await list(`${query}&cursor=${last.previous}`);
    assert.deepEqual(handles(before), all.slice(-20, -10));
    assert.deepEqual(handles(await list(`${query}&cursor=${before.next}`)), handles(last));
    assert.deepEqual(await list(`${query}&cursor=${last.first}`), first);
  }
});

test('accounts: by status, origin, role and time, newest or oldest first', async () => {
  assert.deepEqual(handles(await list('status=frozen&limit=3')), named(23, 20, 17));
  assert.deepEqual(handles(await list('status=frozen&limit=3&order=oldest')), named(2, 5, 8));
  assert.deepEqual(handles(await list('status=frozen&status=waiting&origin=blog&limit=2')), named(23, 19));
  const days = 'createdFrom=2026-01-03T00:00:00Z&createdTo=2026-01-05T08:00:00%2B08:00';
  assert.deepEqual(handles(await list(days)), named(3, 2));
  assert.deepEqual((await list('role=admin')).items, []);
  assert.deepEqual(handles(await list('q=list-7')), ['list-7']);
  assert.deepEqual(handles(await list(`q=${encodeURIComponent('王伟')}&status=frozen`)).length, 8);
});

test('accounts: what no list takes is refused', async () => {
  const listed = await list('limit=1');
  const searched = await list('q=list&limit=1');
  for (const query of [
    'status=gone',
    'status=',
    'order=random',
    'createdFrom=yesterday',
    'createdFrom=2026-13-01T00:00:00Z',
    'limit=201',
    'cursor=abc',
    `q=${'x'.repeat(101)}`,
    `cursor=${Buffer.from('{"direction":"sideways"}').toString('base64url')}`,
    `q=list&cursor=${listed.next}`,
    `cursor=${searched.next}`,
  ]) {
    assert.equal((await call('GET', `/accounts?${query}`)).status, 400, query);
  }
});

test('accounts: the CSV holds what the list holds, opens in a spreadsheet and runs nothing there', async () => {
  await transact(database, (tx) =>
    core.accounts.create(tx, {
      origin: 'desktop',
      displayName: '=HYPERLINK("http://x")',
      realName: 'a,"b"',
      phone: { value: { e164: '+8613800138000', area: '86' }, proved: true },
    }),
  );
  const response = await fetch(`${at.url}/management/v1/accounts.csv?origin=desktop`, { headers });
  assert.equal(response.headers.get('content-type'), 'text/csv; charset=utf-8');
  assert.match(response.headers.get('content-disposition') ?? '', /^attachment; filename="accounts-[\dT-]+\.csv"/);
  const text = Buffer.from(await response.arrayBuffer()).toString('utf8');
  const [header = '', row = '', ...rest] = text.split('\r\n');
  assert.ok(header.startsWith('\ufeffid,name,handle,phone,'));
  assert.ok(
    row.includes(`"'=HYPERLINK(""http://x"")"`) && row.includes(`"a,""b"""`) && row.includes(',+8613800138000,'),
    row,
  );
  assert.deepEqual(rest, ['']);
  const whole = await (
    await fetch(`${at.url}/management/v1/accounts.csv?status=frozen&order=oldest`, { headers })
  ).text();
  assert.deepEqual(whole.match(/list-\d+/g), named(2, 5, 8, 11, 14, 17, 20, 23));
  const [entry] = (await call('GET', '/audit?action=accounts.exported&limit=1')).body.items;
  assert.deepEqual(entry.details, { statuses: ['frozen'], order: 'oldest' });
  const searched = await fetch(`${at.url}/management/v1/accounts.csv?q=13800138000`, { headers });
  assert.match(await searched.text(), /\+8613800138000/);
  const [search] = (await call('GET', '/audit?action=accounts.exported&limit=1')).body.items;
  assert.deepEqual(search.details, { searched: true }, 'not whose phone was looked for');
  const onlyHeaders = await fetch(`${at.url}/management/v1/accounts.csv`, { method: 'HEAD', headers });
  assert.equal(onlyHeaders.status, 405);
  assert.equal((await call('GET', '/audit?action=accounts.exported&limit=1')).body.items[0].id, search.id);
});

test('management GET /accounts/count: as many as the list has, counted up to 999', async () => {
  const count = async (query: string) => (await call('GET', `/accounts/count?${query}`)).body;
  for (const query of [
    'status=waiting',
    'origin=blog&origin=mobile',
    'createdFrom=2026-01-10T00:00:00Z',
    'role=owner',
  ]) {
    const { items } = await list(`limit=200&${query}`);
    assert.deepEqual(await count(query), { count: items.length, capped: false }, query);
  }
  assert.equal((await call('GET', '/accounts/count?q=x')).status, 400);
  const many = await addManyAccounts({ db: database, settings: core.settings, audit: core.audit });
  const row = (n: number) => toNewRow({ origin: 'staff', handle: `counted-${n}` }, start);
  await many.add((_tx, insert) => insert(Array.from({ length: 999 }, (_, n) => row(n))));
  await many.finish();
  assert.deepEqual(await count('origin=staff'), { count: 999, capped: false });
  await transact(database, (tx) => core.accounts.create(tx, { origin: 'staff', handle: 'one-more' }));
  assert.deepEqual(await count('origin=staff'), { count: 999, capped: true });
});
