import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { createTestData, type TestData } from '../../../test/support/tested-database.ts';
import { until } from '../../../test/support/until.ts';
import { startReceiver, status } from '../../../test/support/webhook-receiver.ts';
import { type House, openHouse } from '../../compose.ts';
import { readConfig } from '../../config.ts';
import { transact } from '../../db/database.ts';
import { createWebhookSender } from '../../providers/webhooks/webhooks.ts';
import type { JobAdministration } from '../jobs/administration.ts';
import { type WebhookEvent, webhookEvents } from './events.ts';

const by = { actor: 'account:1' };
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const rootKey = 'o'.repeat(40);
const newRootKey = 'n'.repeat(40);
/** As the house's own, but for its patience: a receiver is silent for as long as a test wants it to be. */
const webhooks = createWebhookSender({
  allowLoopback: true,
  allowPrivate: false,
  httpsOnly: false,
  deadlineMs: 10 * minuteMs,
});

/** A house that does nothing by itself: its queue runs, and its clock goes on, when a test says so. */
async function open(
  context: TestContext,
  { given, secretKey = rootKey }: { given?: TestData; secretKey?: string } = {},
) {
  const data = given ?? (await createTestData());
  const clock = { at: Date.now(), now: () => clock.at };
  const settings = { ...data.environment, PORTICO_LOG_LEVEL: 'silent', PORTICO_SECRET_KEY: secretKey };
  const house = await openHouse(readConfig(settings), { clock, webhooks });
  context.after(async () => {
    await house.close();
    if (!given) await data.remove();
  });
  return { house, clock, data };
}

async function start(context: TestContext, events: WebhookEvent[] = ['account.created']) {
  const receiver = await startReceiver(context);
  const { house, clock, data } = await open(context);
  const { core, jobs } = house;
  const { endpoints, deliveries } = core.webhooks;
  const endpoint = await endpoints.create(
    { url: `${receiver.url}?token=never-told`, description: 'tests', events },
    by,
  );
  const log = () => deliveries.list({ endpointId: endpoint.id, most: 100 });
  const states = async () => (await log()).map(({ state }) => state);
  const told = () => receiver.arrived.map(({ body }) => JSON.parse(body) as { type: string; data: object });
  /** Lets the time until the next try go by, and tries. */
  const runNext = async () => {
    const rows = await house.database.selectFrom('jobs').select('run_at').where('dead_at', 'is', null).execute();
    clock.at = Math.max(clock.at, ...rows.map(({ run_at }) => run_at));
    await jobs.runDue();
  };
  return { house, clock, data, core, jobs, receiver, endpoint, endpoints, deliveries, log, states, told, runNext };
}

function createAccount({ core, database }: House, handle: string) {
  return transact(database, (tx) => core.accounts.create(tx, { origin: 'console', handle }));
}

test('webhooks: an event is delivered, signed as the standard’s own library verifies, and logged', async (context) => {
  const { house, receiver, endpoint, deliveries, log } = await start(context);
  const account = await createAccount(house, 'zhang-san');
  await house.jobs.runDue();
  const [request] = receiver.arrived;
  assert.ok(request);
  const headers = request.headers as Record<string, string>;
  const verified = new Webhook(endpoint.secret).verify(request.body, headers) as { data: unknown };
  assert.deepEqual(verified.data, {
    account: {
      id: account.id,
      name: 'zhang-san',
      handle: 'zhang-san',
      origin: 'console',
      role: 'user',
      status: 'active',
    },
  });
  assert.throws(() => new Webhook(endpoint.secret).verify(`${request.body} `, headers));
  const [delivery] = await log();
  assert.deepEqual([delivery?.state, delivery?.event, delivery?.attempts], ['delivered', 'account.created', 1]);
  const { tries, body } = await deliveries.get(delivery?.id ?? 0);
  assert.deepEqual([tries[0]?.status, tries[0]?.failure, tries[0]?.answer], [200, null, 'thank you']);
  assert.deepEqual([body, headers['webhook-id']], [request.body, delivery?.message_id]);
});

test('webhooks: what is rolled back is told to nobody', async (context) => {
  const { house, receiver, log } = await start(context);
  const failing = transact(house.database, async (tx) => {
    await house.core.accounts.create(tx, { origin: 'console', handle: 'nobody' });
    throw new Error('and then something failed');
  });
  await assert.rejects(failing, /something failed/);
  await house.jobs.runDue();
  assert.deepEqual([receiver.arrived, await log()], [[], []]);
});

test('webhooks: where nobody subscribed, an event writes nothing', async (context) => {
  const { house } = await start(context, ['account.deleted']);
  await createAccount(house, 'zhang-san');
  const { n } = await house.database
    .selectFrom('webhook_messages')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  assert.equal(n, 0);
});

test('webhooks: a failure is tried again under the same id with a fresh timestamp, until it arrives', async (context) => {
  const { house, receiver, endpoint, endpoints, states, runNext, deliveries, log } = await start(context);
  receiver.answer = status(503);
  await createAccount(house, 'zhang-san');
  for (let count = 0; count < 3; count += 1) await runNext();
  assert.deepEqual(await states(), ['waiting']);
  const failing = await endpoints.get(endpoint.id);
  assert.deepEqual([failing.state, failing.failures], ['failing', 3]);
  receiver.answer = status(200);
  await runNext();
  const ids = new Set(receiver.arrived.map(({ headers }) => headers['webhook-id']));
  const bodies = new Set(receiver.arrived.map(({ body }) => body));
  const timestamps = new Set(receiver.arrived.map(({ headers }) => headers['webhook-timestamp']));
  assert.deepEqual([receiver.arrived.length, ids.size, bodies.size, timestamps.size], [4, 1, 1, 4]);
  assert.deepEqual(await states(), ['delivered']);
  assert.equal((await endpoints.get(endpoint.id)).state, 'healthy');
  const { tries } = await deliveries.get((await log())[0]?.id ?? 0);
  assert.deepEqual(
    tries.map((each) => each.status),
    [200, 503, 503, 503],
  );
});

test('webhooks: an endpoint that fails is tried by one message at a time, so that none is held up that goes elsewhere', async (context) => {
  const { house, receiver, endpoints, log, runNext } = await start(context);
  receiver.answer = status(503);
  await createAccount(house, 'first');
  for (let count = 0; count < 3; count += 1) await runNext();
  const silent: ServerResponse[] = [];
  receiver.answer = (response) => silent.push(response);
  const other = await startReceiver(context);
  await endpoints.create({ url: other.url, description: '', events: ['account.created'] }, by);
  for (let count = 0; count < 20; count += 1) await createAccount(house, `account-${count}`);
  const running = house.jobs.runDue();
  await until(() => other.arrived.length === 20 && silent.length > 0);
  assert.deepEqual([other.arrived.length, silent.length], [20, 1]);
  receiver.answer = status(200);
  silent[0]?.end();
  await running;
  for (let count = 0; count < 3; count += 1) await runNext();
  assert.deepEqual([...new Set((await log()).map(({ state }) => state))], ['delivered']);
  const ids = receiver.arrived.map(({ headers }) => headers['webhook-id']);
  assert.deepEqual([ids.length, new Set(ids).size], [24, 21], 'the first one four times, the others once');
});

test('webhooks: a server that stops breaks off who does not answer, holds that against nobody, and sends it at its next start', async (context) => {
  const { house, receiver, endpoint, endpoints, log } = await start(context);
  receiver.answer = () => undefined;
  await createAccount(house, 'zhang-san');
  const running = house.jobs.runDue();
  await until(() => receiver.arrived.length > 0);
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const stopped = house.jobs.stop();
  context.mock.timers.tick(8_000);
  await Promise.all([running, stopped]);
  context.mock.timers.reset();
  const job = await house.database.selectFrom('jobs').select(['lease', 'attempts']).executeTakeFirstOrThrow();
  assert.deepEqual(job, { lease: null, attempts: 0 });
  const { state, failures } = await endpoints.get(endpoint.id);
  const [delivery] = await log();
  assert.deepEqual([state, failures, delivery?.state, delivery?.attempts], ['healthy', 0, 'waiting', 0]);
});

test('webhooks: after a day of failures the endpoint is paused, what happens is held, and all of it can be sent since then', async (context) => {
  const { house, clock, receiver, endpoint, endpoints, deliveries, states, runNext, told } = await start(context);
  const began = clock.at;
  receiver.answer = status(500);
  await createAccount(house, 'first');
  for (let count = 0; count < 300 && (await endpoints.get(endpoint.id)).state !== 'paused'; count += 1) {
    await runNext();
    if (clock.at > began + 23 * hourMs) await createAccount(house, `later-${clock.at}`);
  }
  const paused = await endpoints.get(endpoint.id);
  assert.equal(paused.pauseReason, 'failing');
  assert.ok(clock.at - began >= 24 * hourMs && clock.at - began < 25 * hourMs, `paused after ${clock.at - began} ms`);
  await createAccount(house, 'while-paused');
  assert.equal((await states())[0], 'held', 'at once, and without a job');
  await runNext();
  const attempts = receiver.arrived.length;
  await runNext();
  assert.equal(receiver.arrived.length, attempts, 'nothing is sent while it is paused');
  assert.ok((await states()).every((state) => state === 'held' || state === 'failed'));
  assert.equal((await house.core.audit.list({ action: 'webhook.paused' }, { limit: 10 })).entries.length, 1);

  receiver.answer = status(200);
  receiver.arrived.length = 0;
  await assert.rejects(deliveries.redeliverSince(endpoint.id, began, by), { code: 'webhook.paused' });
  await endpoints.resume(endpoint.id, { by });
  const { count, more } = await deliveries.redeliverSince(endpoint.id, began, by);
  await runNext();
  assert.deepEqual([count, more], [(await states()).length, false]);
  assert.ok((await states()).every((state) => state === 'delivered'));
  const handles = told().map(({ data }) => (data as { account: { handle: string } }).account.handle);
  assert.ok(handles.includes('first') && handles.includes('while-paused'));
});

test('webhooks: 410 pauses at once, and counts as failed for the operators', async (context) => {
  const { house, receiver, endpoint, endpoints, states } = await start(context);
  receiver.answer = status(410);
  await createAccount(house, 'zhang-san');
  await house.jobs.runDue();
  const { state, pauseReason } = await endpoints.get(endpoint.id);
  assert.deepEqual([state, pauseReason, await states()], ['paused', 'gone', ['held']]);
  assert.equal(await endpoints.countFailed(), 1);
  const { entries: rows } = await house.core.audit.list({ action: 'webhook.paused' }, { limit: 10 });
  assert.deepEqual([rows.length, rows[0]?.actor], [1, 'system']);
});

test('webhooks: a message that arrived can be sent again under its id; one that is on its way cannot', async (context) => {
  const { house, receiver, deliveries, log, jobs } = await start(context);
  await createAccount(house, 'zhang-san');
  const [{ id } = assert.fail()] = await log();
  await assert.rejects(deliveries.redeliver(id, by), { code: 'webhook.delivery_waiting' });
  await jobs.runDue();
  assert.equal((await deliveries.redeliver(id, by)).state, 'waiting');
  await jobs.runDue();
  assert.equal(new Set(receiver.arrived.map(({ headers }) => headers['webhook-id'])).size, 1);
  assert.equal(receiver.arrived.length, 2);
  assert.equal((await deliveries.get(id)).tries.length, 2);
});

/** A delivery that was given up after a day, and its dead job. */
async function giveUpOne(context: TestContext) {
  const started = await start(context);
  const { house, clock, receiver, runNext, log } = started;
  const { jobAdministration } = house.core;
  receiver.answer = status(500);
  await createAccount(house, 'zhang-san');
  await runNext();
  clock.at += 25 * hourMs;
  await runNext();
  const [delivery] = await log();
  assert.equal(delivery?.state, 'failed');
  const listDead = () => jobAdministration.list('dead', { limit: 10 });
  const [dead] = await listDead();
  assert.ok(dead);
  receiver.answer = status(200);
  receiver.arrived.length = 0;
  return { ...started, deliveryId: delivery.id, jobId: dead.id, listDead, jobAdministration };
}

test('webhooks: one that was given up is sent once when its job is replayed, and waits meanwhile as any other', async (context) => {
  const { jobs, clock, receiver, deliveries, deliveryId, jobId, listDead, jobAdministration } =
    await giveUpOne(context);
  receiver.answer = status(500);
  await jobAdministration.replay(jobId, by);
  await jobs.runDue();
  clock.at += minuteMs;
  assert.equal((await deliveries.get(deliveryId)).state, 'waiting');
  await assert.rejects(deliveries.redeliver(deliveryId, by), { code: 'webhook.delivery_waiting' });
  receiver.answer = status(200);
  clock.at += hourMs;
  await jobs.runDue();
  assert.deepEqual([(await deliveries.get(deliveryId)).state, receiver.arrived.length], ['delivered', 2]);
  assert.deepEqual(await listDead(), []);
});

test('webhooks: one that arrived after its job was given up is not sent again when that is replayed', async (context) => {
  const { jobs, receiver, deliveries, deliveryId, jobId, listDead, jobAdministration } = await giveUpOne(context);
  await deliveries.redeliver(deliveryId, by);
  await jobs.runDue();
  await jobAdministration.replay(jobId, by);
  await jobs.runDue();
  assert.equal(receiver.arrived.length, 1);
  const { state, tries } = await deliveries.get(deliveryId);
  assert.deepEqual([state, tries.length, await listDead()], ['delivered', 3, []]);
});

for (const [how, replay] of [
  ['alone', (administration: JobAdministration, id: number) => administration.replay(id, by)],
  ['with all of its kind', (administration: JobAdministration) => administration.replayAll('webhook', by)],
] as const) {
  test(`webhooks: one that waits to be sent again is sent once, though the job that was given up is replayed ${how}`, async (context) => {
    const { jobs, receiver, deliveries, deliveryId, jobId, listDead, jobAdministration } = await giveUpOne(context);
    await deliveries.redeliver(deliveryId, by);
    await replay(jobAdministration, jobId);
    await jobs.runDue();
    assert.equal(receiver.arrived.length, 1);
    assert.deepEqual([(await deliveries.get(deliveryId)).state, await listDead()], ['delivered', []]);
  });
}

test('webhooks: a test is sent at once and once, also while paused, and says nothing about anybody', async (context) => {
  const { receiver, endpoint, endpoints, deliveries, told } = await start(context);
  await endpoints.pause(endpoint.id, { by });
  const arrived = await deliveries.test(endpoint.id, by);
  assert.deepEqual(
    [arrived.state, told()[0]?.type, told()[0]?.data],
    ['delivered', 'webhook.test', { endpointId: endpoint.id }],
  );
  receiver.answer = status(500);
  const failed = await deliveries.test(endpoint.id, by);
  assert.deepEqual([failed.state, failed.tries[0]?.failure], ['failed', 'status']);
  const { failures, state } = await endpoints.get(endpoint.id);
  assert.deepEqual([failures, state], [0, 'paused']);
});

test('webhooks: a new secret and the one before it both verify until the overlap ends, then the new one alone', async (context) => {
  const { house, clock, receiver, endpoint, endpoints, jobs } = await start(context);
  const rotated = await endpoints.rotateSecret(endpoint.id, hourMs, { by });
  assert.notEqual(rotated.secret, endpoint.secret);
  const verifies = async (secret: string, handle: string) => {
    await createAccount(house, handle);
    await jobs.runDue();
    const last = receiver.arrived.at(-1) ?? assert.fail();
    try {
      new Webhook(secret).verify(last.body, last.headers as Record<string, string>);
      return true;
    } catch {
      return false;
    }
  };
  assert.equal(signaturesOf(receiver.arrived.at(-1)), 0);
  assert.ok(await verifies(endpoint.secret, 'a'));
  assert.ok(await verifies(rotated.secret, 'b'));
  assert.equal(signaturesOf(receiver.arrived.at(-1)), 2);
  clock.at += hourMs;
  await createAccount(house, 'c');
  await jobs.runDue();
  assert.equal(signaturesOf(receiver.arrived.at(-1)), 1);
});

const signaturesOf = (arrived: { headers: object } | undefined) =>
  arrived ? String((arrived.headers as Record<string, string>)['webhook-signature']).split(' ').length : 0;

test('webhooks: neither the URL nor a secret is stored as it is, or told in the audit log', async (context) => {
  const { house, endpoint, endpoints } = await start(context);
  await endpoints.rotateSecret(endpoint.id, hourMs, { by });
  await endpoints.change(endpoint.id, { url: 'http://127.0.0.1:9/other?token=never-told' }, { by });
  const rows = await house.database.selectFrom('webhook_endpoints').selectAll().execute();
  const { entries } = await house.core.audit.list({}, { limit: 100 });
  const everything = JSON.stringify([rows, entries]);
  assert.doesNotMatch(everything, /never-told|whsec_|\/hook|\/other/);
  assert.ok(!everything.includes(endpoint.secret.slice(6)));
});

test('webhooks: under a new root key they are sealed anew, and go on', async (context) => {
  const { house, data, receiver, endpoint } = await start(context);
  await house.close();
  const moved = await open(context, { given: data, secretKey: `${newRootKey},${rootKey}` });
  assert.equal(await moved.house.core.webhooks.endpoints.reencrypt(), 1);
  assert.equal(await moved.house.core.webhooks.endpoints.reencrypt(), 0);
  await createAccount(moved.house, 'zhang-san');
  await moved.house.jobs.runDue();
  const [{ body, headers } = assert.fail()] = receiver.arrived;
  new Webhook(endpoint.secret).verify(body, headers as Record<string, string>);
});

test('webhooks: an endpoint that is removed takes its log along, and what is on its way goes nowhere', async (context) => {
  const { house, receiver, endpoint, endpoints, log } = await start(context);
  await createAccount(house, 'zhang-san');
  await endpoints.remove(endpoint.id, { by });
  await house.jobs.runDue();
  assert.deepEqual([receiver.arrived, await log()], [[], []]);
  assert.deepEqual(await house.database.selectFrom('jobs').selectAll().execute(), []);
});

test('webhooks: a licence is told of once each time it ends, whichever of two processes looks', async (context) => {
  const { house, clock, core, jobs, told } = await start(context, ['licence.expired']);
  const other = await openSecond(context, house, clock);
  const expiresAt = clock.at + hourMs;
  const { id } = await core.licences.create({ number: 'LIC-1', expiresAt }, by);
  const look = () => Promise.all([house.webhookSchedule.lookOnce(), other.webhookSchedule.lookOnce()]);
  await look();
  clock.at = expiresAt;
  await look();
  await look();
  await jobs.runDue();
  assert.deepEqual(
    told().map(({ data }) => data),
    [{ licence: { id, number: 'LIC-1', accountId: null, expiresAt: new Date(expiresAt).toISOString() } }],
  );
  await core.licences.extend(id, { expiresAt: clock.at + hourMs }, { by });
  await look();
  clock.at += hourMs;
  await look();
  await jobs.runDue();
  assert.equal(told().length, 2);
});

test('webhooks: a device is told of once each time it falls silent, whichever of two processes looks', async (context) => {
  const { house, clock, core, jobs, told } = await start(context, ['heartbeat.overdue']);
  const other = await openSecond(context, house, clock);
  const caller = { address: '203.0.113.1', userAgent: 'Tool/1.2.3', exemptFromAddressLimits: true };
  const account = await createAccount(house, 'zhang-san');
  const session = await transact(house.database, (tx) => core.sessions.open(tx, account, 'desktop', caller));
  const signedIn = { account, session, tokenExpiresAt: session.expiresAt, confirmedAt: clock.at };
  const beat = () => core.heartbeats.record(signedIn, caller);
  const look = () => Promise.all([house.webhookSchedule.lookOnce(), other.webhookSchedule.lookOnce()]);
  await look();
  await beat();
  const lastSeenAt = clock.at;
  clock.at += 30 * minuteMs;
  await look();
  await jobs.runDue();
  assert.deepEqual(told(), [], 'it has 30 minutes');
  clock.at += 1;
  await look();
  await look();
  await jobs.runDue();
  const [{ data } = assert.fail()] = told();
  assert.deepEqual(data, {
    device: {
      sessionId: session.id,
      accountId: account.id,
      address: '203.0.113.1',
      programVersion: '1.2.3',
      lastSeenAt: new Date(lastSeenAt).toISOString(),
      dueAt: new Date(lastSeenAt + 30 * minuteMs).toISOString(),
    },
  });
  await beat();
  clock.at += 31 * minuteMs;
  await look();
  await jobs.runDue();
  assert.equal(told().length, 2, 'it beat again, and fell silent again');
  await beat();
  await core.sessions.end(session.id, 'sign-out');
  clock.at += 31 * minuteMs;
  await look();
  await jobs.runDue();
  assert.equal(told().length, 2, 'who signed out is not missed');
});

/** A second process on the same data directory. */
async function openSecond(context: TestContext, { config }: House, clock: { now(): number }): Promise<House> {
  const house = await openHouse(config, { clock, webhooks });
  context.after(() => house.close());
  return house;
}

test('webhooks: two processes that look at once tell every one of many devices once', async (context) => {
  const { house, clock, core, log } = await start(context, ['heartbeat.overdue']);
  const other = await openSecond(context, house, clock);
  const caller = { address: '203.0.113.1', userAgent: 'Tool/1.2.3', exemptFromAddressLimits: true };
  const account = await createAccount(house, 'zhang-san');
  await house.webhookSchedule.lookOnce();
  for (let count = 0; count < 250; count += 1) {
    const session = await transact(house.database, (tx) => core.sessions.open(tx, account, 'desktop', caller));
    await core.heartbeats.record(
      { account, session, tokenExpiresAt: session.expiresAt, confirmedAt: clock.at },
      caller,
    );
    clock.at += count % 3;
  }
  clock.at += 31 * minuteMs;
  await Promise.all([house, other].map((each) => each.webhookSchedule.lookOnce()));
  const bodies = await house.database.selectFrom('webhook_messages').select('body').execute();
  const sessions = new Set(bodies.map(({ body }) => JSON.parse(body).data.device.sessionId));
  assert.deepEqual([bodies.length, sessions.size, (await log()).length], [250, 250, 100]);
});

test('webhooks: at most 50, each to an address that may be written to', async (context) => {
  const { endpoints, receiver } = await start(context);
  const words = { description: '', events: [...webhookEvents] };
  for (const url of [
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'ftp://example.com/',
    'nothing',
  ]) {
    await assert.rejects(endpoints.create({ ...words, url }, by), { code: 'request.invalid_fields' }, url);
  }
  for (let count = 1; count < 50; count += 1) await endpoints.create({ ...words, url: receiver.url }, by);
  await assert.rejects(endpoints.create({ ...words, url: receiver.url }, by), { code: 'webhook.too_many' });
});
