import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { createMobileClient } from '../../../test/support/mobile.ts';
import { startPortico } from '../../../test/support/portico.ts';
import { startPushVendor } from '../../../test/support/push-vendor.ts';
import { transact } from '../../db/database.ts';
import type { PushOutcome } from '../ports.ts';
import { createPushDelivery } from './delivery.ts';

const vendor = startPushVendor();
const at = await startPortico({ after }, {}, { push: vendor.sender });
const { core, jobs, database, pushSchedule } = at.portico.house;
// A push whose time a test lets come must not be sent by a look that falls in between.
await pushSchedule.stop();
const { join, send } = createMobileClient(at);
const gone: PushOutcome = { result: 'unregistered' };
const busy: PushOutcome = { result: 'failed', reason: 'the vendor is busy' };

let clients = 0;
async function bind(accountId: number, clientId = `client-${++clients}`): Promise<string> {
  await core.devices.bind(accountId, { clientId, clientType: 'android' });
  return clientId;
}

const create = (to: number[]) => core.pushes.create({ title: '标题', body: '内容', managerId: 1, to });
const deviceOf = async (clientId: string) =>
  database.selectFrom('push_devices').selectAll().where('client_id', '=', clientId).executeTakeFirstOrThrow();
const isOn = async (clientId: string): Promise<boolean> => (await deviceOf(clientId)).enabled === 1;

async function counts({ id }: { id: number }) {
  const push = await core.pushes.getLogged(id);
  return [push.status, push.device_count, push.delivered_count, push.failed_count, push.unregistered_count];
}

/** What is counted for the dashboard, as it stands in the database: a crash takes nothing of it. */
async function countDashboard(): Promise<number> {
  const counts = database.selectFrom('counters').where('name', '=', 'pushes-delivered');
  return Number((await counts.select((eb) => eb.fn.sum<number>('value').as('sum')).executeTakeFirst())?.sum ?? 0);
}

async function loseLease(): Promise<void> {
  await database.updateTable('jobs').set({ lease: 'lost', run_at: 1 }).where('lease', 'is not', null).execute();
}

beforeEach(() => vendor.reset());

test('delivery: a device whose app is gone is switched off and counted by itself; bound again it is switched on', async () => {
  const { id } = await join();
  const [lost, kept] = [await bind(id), await bind(id)];
  vendor.answers.set(lost, gone);
  const push = await create([id]);
  assert.deepEqual(await counts(push), [1, 2, 1, 0, 1]);
  assert.deepEqual([await isOn(lost), await isOn(kept)], [false, true]);
  await create([id]);
  assert.equal(vendor.calls.at(-1)?.devices.length, 1, 'it is told nothing any more');
  vendor.reset();
  await bind(id, lost);
  assert.deepEqual([await isOn(lost), (await deviceOf(lost)).unregistered_at], [true, null]);
  await create([id]);
  assert.deepEqual(vendor.sent(), [lost, kept]);
});

test('delivery: a push that met only apps that are gone has failed', async () => {
  const { id } = await join();
  vendor.answers.set(await bind(id), gone);
  assert.deepEqual(await counts(await create([id])), [2, 1, 0, 0, 1]);
});

test('delivery: who switched a device off finds it off after binding again, whatever its vendor said before', async () => {
  const person = await join();
  const client = await bind(person.id);
  const switchTo = (on: boolean) => send('PUT', `/push/switch/${client}`, { switch: on }, person.token);
  await switchTo(false);
  await bind(person.id, client);
  assert.equal(await isOn(client), false);
  await switchTo(true);
  vendor.answers.set(client, gone);
  await create([person.id]);
  await switchTo(false);
  await bind(person.id, client);
  assert.equal(await isOn(client), false);
});

test('delivery: an app that was bound again while its vendor called it gone stays switched on', async () => {
  const { id } = await join();
  const client = await bind(id);
  vendor.answers.set(client, gone);
  vendor.whileSending(async () => {
    at.clock.advance(5);
    await bind(id, client);
  });
  assert.deepEqual((await counts(await create([id])))[4], 1);
  assert.equal(await isOn(client), true);
});

test('delivery: another client that has the row by now stays switched on', async () => {
  const { id } = await join();
  const client = await bind(id);
  vendor.answers.set(client, gone);
  vendor.whileSending(async () => {
    await database.updateTable('push_devices').set({ client_id: 'another' }).where('client_id', '=', client).execute();
  });
  await create([id]);
  assert.equal(await isOn('another'), true);
});

test('delivery: the vendor hears of it when the run is to end', async () => {
  const { id } = await join();
  const { id: deviceId } = await deviceOf(await bind(id));
  const push = await create([id]);
  const ending = new AbortController();
  const heard: boolean[] = [];
  const delivery = createPushDelivery({
    db: database,
    clock: at.clock,
    counters: { addWithin: async () => {} },
    sender: {
      async send(_, devices, signal) {
        ending.abort();
        heard.push(signal.aborted);
        return new Map(devices.map((device) => [device.id, busy]));
      },
    },
  });
  const { left } = await delivery.send({ pushId: push.id, deviceIds: [deviceId] }, { key: 'k', signal: ending.signal });
  assert.deepEqual([heard, left?.payload.deviceIds], [[true], [deviceId]]);
});

test('delivery: an app that is gone since before it was last bound stays switched on', async () => {
  const { id } = await join();
  const [earlier, later] = [await bind(id), await bind(id)];
  vendor.answers.set(earlier, { result: 'unregistered', since: at.clock.now() - 3_600_000 });
  vendor.answers.set(later, { result: 'unregistered', since: at.clock.now() + 1_000 });
  await create([id]);
  assert.deepEqual([await isOn(earlier), await isOn(later)], [true, false]);
});

test('delivery: a vendor that is down for a day, or refuses, switches no device off', async () => {
  const { id } = await join();
  const [down, refusing] = [await bind(id), await bind(id)];
  vendor.answers.set(down, busy);
  vendor.answers.set(refusing, { result: 'refused', reason: 'the message is too long' });
  const push = await create([id]);
  assert.deepEqual(await counts(push), [0, 2, 0, 1, 0], 'queued as long as one of them may be reached');
  for (let hour = 0; hour < 26; hour += 1) {
    at.clock.advance(3_600_000);
    await jobs.runDue();
  }
  assert.deepEqual(await counts(push), [2, 2, 0, 2, 0]);
  assert.deepEqual([await isOn(down), await isOn(refusing)], [true, true]);
});

test('delivery: cut off between sending and marking, a push is sent again under its key and counted once', async () => {
  const { id } = await join();
  const devices = [await bind(id), await bind(id), await bind(id)];
  vendor.answers.set(devices[2] as string, gone);
  let cuts = 0;
  vendor.whileSending(async () => {
    cuts += 1;
    if (cuts <= 3) await loseLease();
  });
  const countedBefore = await countDashboard();
  const push = await create([id]);
  await jobs.runDue();
  assert.equal(vendor.calls.length, 4);
  assert.equal((await countDashboard()) - countedBefore, 2, 'on the dashboard, too');
  assert.equal(new Set(vendor.calls.map(({ message }) => message.key)).size, 1);
  assert.deepEqual(await counts(push), [1, 3, 2, 0, 1]);
});

test('delivery: what is left keeps its key, and only what is left is told again', async () => {
  const { id } = await join();
  const [good, late] = [await bind(id), await bind(id)];
  vendor.answers.set(late, busy);
  const push = await create([id]);
  assert.deepEqual(await counts(push), [1, 2, 1, 0, 0]);
  vendor.answers.clear();
  at.clock.advance(60_000);
  await jobs.runDue();
  assert.deepEqual(vendor.sent(), [good, late]);
  assert.equal(new Set(vendor.calls.map(({ message }) => message.key)).size, 1);
  assert.deepEqual(await counts(push), [1, 2, 2, 0, 0]);
});

test('delivery: a device of which the vendor says nothing is tried again, not forgotten', async () => {
  const { id } = await join();
  const client = await bind(id);
  const { send: sendAll } = vendor.sender;
  vendor.sender.send = async () => new Map();
  const push = await create([id]);
  assert.deepEqual(await counts(push), [0, 1, 0, 0, 0]);
  // Not before: the server itself tries again after two seconds.
  vendor.sender.send = sendAll;
  at.clock.advance(60_000);
  await jobs.runDue();
  assert.deepEqual([vendor.sent(), await counts(push)], [[client], [1, 1, 1, 0, 0]]);
});

test('delivery: an account that was frozen meanwhile is told nothing, and its devices are none of the push’s', async () => {
  const [frozen, other] = [await join(), await join()];
  vendor.answers.set(await bind(frozen.id), busy);
  vendor.answers.set(await bind(other.id), busy);
  const push = await create([frozen.id, other.id]);
  await core.accounts.setStatus(frozen.id, 'frozen', 'test');
  vendor.answers.clear();
  at.clock.advance(60_000);
  await jobs.runDue();
  assert.deepEqual(await counts(push), [1, 1, 1, 0, 0]);
});

test('delivery: jobs of the version before, one for each device, are done after an upgrade, and given up as others are', async () => {
  const { id } = await join();
  const [first, second] = [await bind(id), await bind(id)];
  const push = await core.pushes.create({
    title: '旧',
    body: '文',
    managerId: 1,
    to: [id],
    sendAt: at.clock.now() + 1e6,
  });
  await database.updateTable('pushes').set({ device_count: 2, dispatched_at: 1 }).where('id', '=', push.id).execute();
  vendor.answers.set(second, busy);
  for (const client of [first, second]) {
    const { id: deviceId } = await deviceOf(client);
    await transact(database, (tx) => jobs.enqueue(tx, 'push', { pushId: push.id, deviceId } as never));
  }
  await database.updateTable('jobs').set({ key: 'before-1' }).where('kind', '=', 'push').execute();
  await jobs.runDue();
  assert.deepEqual([vendor.sent(), await counts(push)], [[first], [1, 2, 1, 0, 0]]);
  at.clock.advance(25 * 3_600_000);
  await jobs.runDue();
  assert.deepEqual(await counts(push), [1, 2, 1, 1, 0]);
});
