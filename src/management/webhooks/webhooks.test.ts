import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { createManagementClient, createOperator, signInAtConsole } from '../../../test/support/management.ts';
import { credentials, startPortico } from '../../../test/support/portico.ts';
import { startReceiver, status } from '../../../test/support/webhook-receiver.ts';

const receiver = await startReceiver({ after });
const portico = await startPortico({ after });
const { core, jobs } = portico.portico.house;
const owner = await signInAtConsole(portico);
await createOperator(portico, { handle: 'some-admin', password: 'right-password' });
const admin = await signInAtConsole(portico, 'some-admin', 'right-password');

/** Making an endpoint needs the password of the last minutes. */
async function confirm(): Promise<void> {
  const body = { password: credentials.ownerPassword };
  assert.equal((await owner.call('POST', '/session/confirmation', { body })).status, 204);
}

async function make(words: object = {}) {
  const body = { url: `${receiver.url}?token=t0p`, description: ' CRM ', events: ['account.created'], ...words };
  const { status: code, body: made } = await owner.call('POST', '/webhooks', { body });
  assert.equal(code, 201, JSON.stringify(made));
  return made;
}

const deliveriesOf = async ({ id }: { id: number }, more = '') =>
  (await owner.call('GET', `/webhook-deliveries?webhookId=${id}${more}`)).body.items;

test('webhooks: made with a secret that is told once; the whole URL is for who may change it', async () => {
  const made = await make();
  assert.match(made.secret, /^whsec_/);
  assert.deepEqual([made.description, made.state, made.events], ['CRM', 'healthy', ['account.created']]);
  const seen = [await owner.call('GET', `/webhooks/${made.id}`), await owner.call('GET', '/webhooks')];
  const key = await core.apiKeys.create({ name: 'reader', rights: ['webhooks:read'] }, { actor: 'cli' });
  const program = createManagementClient(portico, { authorization: `Bearer ${key.key}` });
  const seenByOthers = [await admin.call('GET', `/webhooks/${made.id}`), await program.call('GET', '/webhooks')];
  for (const { body } of [...seen, ...seenByOthers]) assert.ok(!JSON.stringify(body).includes(made.secret.slice(6)));
  assert.equal(seen[0]?.body.url, `${receiver.url}?token=t0p`);
  for (const { body } of seenByOthers) assert.ok(!JSON.stringify(body).includes('t0p'), JSON.stringify(body));
  assert.deepEqual(
    [seenByOthers[0]?.body.url, seenByOthers[0]?.body.origin],
    [null, `http://127.0.0.1:${receiver.port}`],
  );
});

test('webhooks: a URL that may not be written to is refused at its field, in words', async () => {
  for (const url of ['https://10.0.0.1/', 'https://0xa9fea9fe/', 'ftp://example.com/', 'https://user@example.com/']) {
    const { status: code, body } = await owner.call('POST', '/webhooks', {
      body: { url, events: ['account.created'] },
    });
    assert.deepEqual([code, body.code, body.errors[0].pointer], [400, 'request.invalid_fields', '/url'], url);
    assert.doesNotMatch(body.errors[0].detail, /\p{Script=Han}/u);
  }
});

test('webhooks: changed, rotated, paused and resumed by the version that was seen', async () => {
  const made = await make();
  const path = `/webhooks/${made.id}`;
  const body = { events: ['account.created', 'account.deleted'] };
  const changed = await owner.call('PATCH', path, { version: made.version, body });
  assert.deepEqual([changed.status, changed.body.events], [200, body.events]);
  assert.equal((await owner.call('PATCH', path, { version: made.version, body })).status, 412);
  const rotated = await owner.call('POST', `${path}/rotate-secret`, {
    version: changed.body.version,
    body: { overlapHours: 1 },
  });
  assert.equal(rotated.status, 201);
  assert.notEqual(rotated.body.secret, made.secret);
  assert.ok(rotated.body.formerSecretUntil);
  const paused = await owner.call('POST', `${path}/pause`, { version: rotated.body.version });
  assert.deepEqual([paused.body.state, paused.body.pauseReason], ['paused', 'operator']);
  const resumed = await owner.call('POST', `${path}/resume`, { version: paused.body.version });
  assert.equal(resumed.body.state, 'healthy');
  assert.equal((await owner.call('DELETE', path, { version: resumed.body.version })).status, 204);
  assert.equal((await owner.call('GET', path)).status, 404);
});

test('webhooks: a test is answered with what came of it, and arrives signed', async () => {
  const made = await make();
  receiver.arrived.length = 0;
  const { status: code, body } = await owner.call('POST', `/webhooks/${made.id}/test`);
  assert.deepEqual([code, body.state, body.tries[0].status, body.event], [201, 'delivered', 200, 'webhook.test']);
  const [request] = receiver.arrived;
  assert.ok(request);
  new Webhook(made.secret).verify(request.body, request.headers as Record<string, string>);
  receiver.answer = status(302);
  const redirected = await owner.call('POST', `/webhooks/${made.id}/test`);
  assert.deepEqual([redirected.body.state, redirected.body.tries[0].failure], ['failed', 'redirected']);
  receiver.answer = status(200);
});

test('webhooks: deliveries are listed by endpoint and state, a page at a time, and sent again one by one or all at once', async () => {
  const made = await make();
  const paused = await owner.call('POST', `/webhooks/${made.id}/pause`, { version: made.version });
  for (const handle of ['a-1', 'a-2', 'a-3']) await owner.call('POST', '/accounts', { body: { handle } });
  assert.deepEqual(
    (await deliveriesOf(made, '&state=undelivered')).map(({ state }: { state: string }) => state),
    ['held', 'held', 'held'],
  );
  const first = await owner.call('GET', `/webhook-deliveries?webhookId=${made.id}&limit=2`);
  const second = await owner.call('GET', `/webhook-deliveries?webhookId=${made.id}&limit=2&cursor=${first.body.next}`);
  assert.deepEqual([first.body.items.length, second.body.items.length, second.body.next], [2, 1, null]);

  const since = made.createdAt;
  const refused = await owner.call('POST', `/webhooks/${made.id}/redeliver`, { body: { since } });
  assert.deepEqual([refused.status, refused.body.code], [409, 'webhook.paused']);
  await owner.call('POST', `/webhooks/${made.id}/resume`, { version: paused.body.version });
  const requeued = await owner.call('POST', `/webhooks/${made.id}/redeliver`, { body: { since } });
  assert.deepEqual([requeued.status, requeued.body], [201, { count: 3, more: false }]);
  await jobs.runDue();
  assert.equal((await deliveriesOf(made, '&state=delivered')).length, 3);

  const [{ id, messageId }] = await deliveriesOf(made);
  const again = await owner.call('POST', `/webhook-deliveries/${id}/redeliver`);
  assert.deepEqual([again.status, again.body.messageId], [201, messageId]);
  await jobs.runDue();
  const record = await admin.call('GET', `/webhook-deliveries/${id}`);
  assert.deepEqual([record.body.attempts, record.body.tries.length], [2, 2]);
  assert.equal(JSON.parse(record.body.body).data.account.handle, 'a-3');
  assert.equal(
    (await owner.call('POST', '/webhook-deliveries/999999/redeliver')).body.code,
    'webhook.delivery_not_found',
  );
});

test('webhooks: one that failed for good is counted on the dashboard', async () => {
  const made = await make();
  const waiting = async () => (await owner.call('GET', '/dashboard/waiting')).body.failedWebhooks.count;
  const before = await waiting();
  receiver.answer = status(410);
  await owner.call('POST', '/accounts', { body: { handle: 'gone-1' } });
  await jobs.runDue();
  receiver.answer = status(200);
  assert.equal((await owner.call('GET', `/webhooks/${made.id}`)).body.pauseReason, 'gone');
  assert.ok((await waiting()) > before);
});

test('webhooks: made, moved or given another secret only by who gave the password in the last minutes', async () => {
  const made = await make();
  portico.clock.advance(6 * 60_000);
  const refused = [
    await owner.call('POST', '/webhooks', { body: { url: receiver.url, events: ['account.created'] } }),
    await owner.call('PATCH', `/webhooks/${made.id}`, { version: made.version, body: { url: receiver.url } }),
    await owner.call('POST', `/webhooks/${made.id}/rotate-secret`, {
      version: made.version,
      body: { overlapHours: 1 },
    }),
  ];
  assert.deepEqual(new Set(refused.map(({ body }) => body.code)), new Set(['password.confirmation_needed']));
  await confirm();
  assert.equal(
    (await owner.call('PATCH', `/webhooks/${made.id}`, { version: made.version, body: { url: receiver.url } })).status,
    200,
  );
});
