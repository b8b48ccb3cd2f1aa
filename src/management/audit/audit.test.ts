import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { tamperWithLog } from '../../../test/support/audit-guards.ts';
import { createManagementClient, signInAtConsole } from '../../../test/support/management.ts';
import { startPortico } from '../../../test/support/portico.ts';

const portico = await startPortico({ after });
const { core, database } = portico.portico.house;
const owner = await signInAtConsole(portico);
const { id: ownerId } = (await core.accounts.findFirstOwner()) ?? assert.fail();
for (let n = 1; n <= 5; n += 1) await core.licences.create({ number: `L-${n}` }, { actor: 'cli' });

const list = async (query: string) => {
  const { status, body } = await owner.call('GET', `/audit${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
};

const actionsOf = (body: { items: Array<{ action: string }> }) => body.items.map(({ action }) => action);

test('management GET /audit: who did what, newest first, with the name of who did it', async () => {
  const { items } = await list(`?actor=account:${ownerId}`);
  const [opened] = items;
  assert.deepEqual(
    [opened.action, opened.actor, opened.actorName, opened.targetName, opened.contract, opened.address],
    ['session.opened', `account:${ownerId}`, 'owner', 'owner', 'console', '127.0.0.1'],
  );
  assert.match(opened.hash, /^[\w-]{43}$/);
});

test('management GET /audit: pages lead through every entry that matches, and no other', async () => {
  let cursor: string | null = null;
  const targets: string[] = [];
  do {
    const body: { items: Array<{ target: string }>; next: string | null } = await list(
      `?action=licence.&limit=2${cursor ? `&cursor=${cursor}` : ''}`,
    );
    targets.push(...body.items.map(({ target }) => target));
    cursor = body.next;
  } while (cursor);
  assert.deepEqual(targets, ['licence:5', 'licence:4', 'licence:3', 'licence:2', 'licence:1']);
});

test('management GET /audit: filters add up, and empty ones are none', async () => {
  const now = encodeURIComponent(new Date(portico.clock.now() + 1).toISOString());
  assert.deepEqual(actionsOf(await list('?target=licence:2&actor=cli&contract=&address=')), ['licence.created']);
  assert.deepEqual(actionsOf(await list('?target=licence:2&actor=system')), []);
  assert.deepEqual(actionsOf(await list(`?action=licence&from=${now}`)), []);
  assert.equal(actionsOf(await list(`?action=licence&to=${now}`)).length, 5);
  for (const never of [
    '2026-13-45T99:00:00Z',
    '2026-02-30T08:00:00Z',
    '2026-01-01T08:60:00Z',
    '9999-12-31T20:00:00-08:00',
  ]) {
    const { body } = await owner.call('GET', `/audit?from=${never}`);
    assert.deepEqual([body.code, body.errors?.[0].pointer], ['request.invalid_fields', '/from'], never);
  }
  assert.equal((await owner.call('GET', '/audit?cursor=x')).body.code, 'request.invalid_fields');
});

test('management GET /audit/actions: every action that was recorded, once', async () => {
  const { body } = await owner.call('GET', '/audit/actions');
  assert.ok(['account.created', 'licence.created', 'session.opened'].every((each) => body.items.includes(each)));
  assert.deepEqual(body.items, [...new Set(body.items)].sort());
});

test('management GET /audit.csv, .jsonl: all that matches as a file, which the log notes', async () => {
  const csv = await owner.call('GET', '/audit.csv?action=licence.');
  assert.match(csv.headers.get('content-type') ?? '', /^text\/csv/);
  assert.match(csv.headers.get('content-disposition') ?? '', /^attachment; filename="audit-[\dT-]+\.csv"/);
  const lines = csv.body.split('\r\n');
  assert.equal(lines[0].replace(/^\ufeff/, ''), 'id,at,actor,action,target,contract,address,details,hash');
  assert.deepEqual(
    [lines.length, /,cli,licence.created,licence:5,,,"{""number"":""L-5""}",/.test(lines[1])],
    [7, true],
  );

  const jsonl = await owner.call('GET', '/audit.jsonl?target=licence:3');
  assert.match(jsonl.headers.get('content-type') ?? '', /^application\/x-ndjson/);
  const { hash, at, id, ...entry } = JSON.parse(jsonl.body);
  const nowhere = { contract: '', address: '' };
  assert.deepEqual(entry, {
    actor: 'cli',
    action: 'licence.created',
    target: 'licence:3',
    ...nowhere,
    details: { number: 'L-3' },
  });
  const [noted, first] = (await list('?action=audit.exported')).items;
  assert.deepEqual([noted.details, noted.address], [{ format: 'jsonl', target: 'licence:3' }, '127.0.0.1']);
  assert.deepEqual(first.details, { format: 'csv', action: 'licence.' });
  for (const format of ['csv', 'jsonl']) assert.equal((await owner.call('HEAD', `/audit.${format}`)).status, 405);
  assert.equal((await list('?action=audit.exported')).items[0].id, noted.id);
});

/** Makes something, then changes it by its version. */
async function makeAndChange(path: string, made: object, change: object): Promise<void> {
  const { body } = await owner.call('POST', path, { body: made });
  const { id, version } = body.account ?? body.items?.[0] ?? body;
  const changed = await owner.call('PATCH', `${path}/${id}`, { version, body: change });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
}

test('management: every change tells in the log which members it said anew, as this API calls them', async () => {
  const inAnHour = new Date(portico.clock.now() + 3_600_000).toISOString();
  const { version } = (await owner.call('GET', '/settings')).body;
  await owner.call('PATCH', '/settings', { version, body: { values: { 'branding.nameEn': 'Acme' } } });
  const push = { title: 't', body: 'b', to: 'everyone', sendAt: inAnHour };
  await makeAndChange('/pushes', push, { body: 'c', to: [ownerId] });
  await makeAndChange('/faqs', { title: 't', content: 'c' }, { externalLink: 'https://a.cn', category: 'k' });
  await makeAndChange('/feedback-categories', { name: 'n' }, { description: 'd' });
  await makeAndChange('/canned-answers', { title: 't', content: 'c' }, { title: 'u' });
  await makeAndChange('/vault', { pin: 'p' }, { ptKey: 'PT', wsKey: 'WS', remark: 'r' });
  await makeAndChange('/licences', { count: 1 }, { note: 'n' });
  await makeAndChange('/accounts', { handle: 'told' }, { displayName: 'T', signature: 's', phone: null });
  const { items } = await list('?limit=50');
  const changes = items.filter(({ action }: { action: string }) => action.endsWith('.changed'));
  assert.deepEqual(
    changes.map(({ action, details }: { action: string; details: { fields: string[] } }) => [action, details.fields]),
    [
      ['account.changed', ['displayName', 'signature', 'phone']],
      ['licence.changed', ['note']],
      ['vault.changed', ['ptKey', 'wsKey', 'remark']],
      ['canned-answer.changed', ['title']],
      ['feedback-category.changed', ['description']],
      ['faq.changed', ['externalLink', 'category']],
      ['push.changed', ['body', 'to']],
      ['settings.changed', ['branding.nameEn']],
    ],
  );
});

async function verify(order: object = {}) {
  const { status, body } = await owner.call('POST', '/audit/verification', { body: order });
  assert.equal(status, 202, JSON.stringify(body));
  for (;;) {
    const { body: run } = await owner.call('GET', '/audit/verification');
    if (run.state !== 'running') return run;
  }
}

test('management /audit/verification: tells how far it is, then what holds, and the first entry that does not', async () => {
  assert.equal((await owner.call('GET', '/audit/verification')).body.state, 'none');
  const whole = await verify();
  assert.deepEqual([whole.state, whole.fault, whole.checked], ['whole', null, whole.newest.id]);
  assert.ok(whole.finishedAt >= whole.startedAt);
  assert.equal((await verify({ expect: whole.newest })).state, 'whole');
  const other = await verify({ expect: { id: whole.newest.id, hash: 'x'.repeat(43) } });
  assert.deepEqual([other.state, other.fault], ['broken', { kind: 'not_expected', entryId: whole.newest.id }]);

  const [{ id }] = (await list('?target=licence:2')).items;
  await tamperWithLog(database, `update audit_log set details = '[1' where id = ${id}`);
  assert.deepEqual((await list('?target=licence:2')).items[0].details, { text: '[1' });
  assert.match((await owner.call('GET', '/audit.jsonl?target=licence:2')).body, /"details":\{"text":"\[1"\}/);
  const broken = await verify();
  assert.deepEqual([broken.state, broken.fault], ['broken', { kind: 'changed', entryId: id }]);
  assert.equal(broken.newest.id, id - 1);
  assert.equal((await verify({ from: id })).state, 'whole');
});

test('management /audit/verification: what is no hash or no id is refused', async () => {
  for (const body of [{ expect: { id: 1, hash: 'x' } }, { expect: { id: 1 } }, { from: 0 }, { all: true }]) {
    const answer = await owner.call('POST', '/audit/verification', { body });
    assert.deepEqual([answer.status, answer.body.code], [400, 'request.invalid_fields'], JSON.stringify(body));
  }
});

test('management /audit: a key with audit:read reads and verifies, without the phones of people', async () => {
  const { id } = await core.accounts.setRole(ownerId, 'owner', 'cli');
  const { key } = await core.apiKeys.create({ name: 'auditor', rights: ['audit:read'] }, { actor: `account:${id}` });
  const auditor = createManagementClient(portico, { authorization: `Bearer ${key}` });
  assert.equal((await auditor.call('POST', '/audit/verification', { body: {} })).status, 202);
  const { body } = await auditor.call('GET', '/audit?action=api-key.created');
  assert.deepEqual([body.items[0].targetName, body.items[0].actorName], ['auditor', 'owner']);
});
