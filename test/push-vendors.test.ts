import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startApns } from './doubles/push/apns.ts';
import { startFcm } from './doubles/push/fcm.ts';
import { startGetui } from './doubles/push/getui.ts';
import { startPortico } from './support/portico.ts';

const hourMs = 3_600_000;
const tokenOf = (index: number): string => index.toString(16).padStart(64, '0');

/** A server that tells Android by FCM and iOS by APNs, with an account that has devices of both. */
async function start(t: TestContext) {
  let now = (): number => Date.now();
  const [fcm, apns] = await Promise.all([startFcm(() => now()), startApns(() => now())]);
  t.after(() => Promise.all([fcm.close(), apns.close()]).then(() => undefined));
  const environment = { ...fcm.environment, ...apns.environment };
  const routes = { PORTICO_PUSH_ANDROID: 'fcm', PORTICO_PUSH_IOS: 'apns' };
  const at = await startPortico(t, { ...environment, ...routes });
  now = at.clock.now;
  const { core, jobs } = at.portico.house;
  for (let index = 0; index < 3; index += 1) {
    await core.devices.bind(1, { clientId: `android-${index}`, clientType: 'android' });
    await core.devices.bind(1, { clientId: tokenOf(index), clientType: 'ios' });
  }
  const create = (sendAt?: number) =>
    core.pushes.create({ title: '标题', body: '内容', managerId: 1, to: [1], sendAt });
  const counts = async ({ id }: { id: number }) => {
    const push = await core.pushes.getLogged(id);
    return [push.status, push.device_count, push.delivered_count, push.failed_count, push.unregistered_count];
  };
  return { at, fcm, apns, core, jobs, create, counts };
}

test('push vendors: each device is told by the vendor of its client type, once', async (t) => {
  const { fcm, apns, jobs, create, counts } = await start(t);
  const push = await create();
  await jobs.runDue();
  assert.deepEqual(fcm.delivered.toSorted(), ['android-0', 'android-1', 'android-2']);
  assert.deepEqual(apns.delivered.toSorted(), [0, 1, 2].map(tokenOf));
  assert.deepEqual(await counts(push), [1, 6, 6, 0, 0]);
});

test('push vendors: one that is down holds up no other, and its devices alone are told again', async (t) => {
  const { at, fcm, apns, jobs, create, counts } = await start(t);
  fcm.refuseGrants(() => ({ status: 503, text: '' }));
  const push = await create();
  await jobs.runDue();
  assert.deepEqual([fcm.delivered, apns.delivered.length], [[], 3]);
  assert.deepEqual(await counts(push), [1, 6, 3, 0, 0]);
  fcm.refuseGrants(undefined);
  at.clock.advance(60_000);
  await jobs.runDue();
  assert.deepEqual([fcm.delivered.length, apns.delivered.length], [3, 3]);
  assert.deepEqual(await counts(push), [1, 6, 6, 0, 0]);
});

test('push vendors: a scheduled push goes out at its time, past apps that are gone', async (t) => {
  const { at, fcm, apns, core, jobs, create, counts } = await start(t);
  // It looks every second, and would release what is counted here.
  await at.portico.house.pushSchedule.stop();
  fcm.plan('android-1', 'unregistered');
  // Gone long before it was bound again here: then it stays.
  apns.plan(tokenOf(1), 'unregistered');
  const push = await create(at.clock.now() + hourMs);
  await jobs.runDue();
  assert.deepEqual([fcm.delivered, apns.delivered], [[], []]);
  at.clock.advance(hourMs);
  assert.equal(await core.pushes.releaseDue(), 1);
  await jobs.runDue();
  assert.deepEqual(await counts(push), [1, 6, 4, 0, 2]);
  assert.equal((await core.devices.get(1, 'android-1')).enabled, 0);
  assert.equal((await core.devices.get(1, tokenOf(1))).enabled, 1);
});

test('push vendors: Getui tells the rest of a list of which one is gone, and the device is switched off', async (t) => {
  const getui = await startGetui();
  t.after(() => getui.close());
  const at = await startPortico(t, { ...getui.environment, PORTICO_PUSH_VENDOR: 'getui' });
  const { core, jobs } = at.portico.house;
  for (const clientId of ['one', 'gone-two', 'three']) await core.devices.bind(1, { clientId, clientType: 'android' });
  const push = await core.pushes.create({ title: '标题', body: '内容', managerId: 1, to: [1] });
  await jobs.runDue();
  const { status, delivered_count, unregistered_count } = await core.pushes.getLogged(push.id);
  assert.deepEqual([status, delivered_count, unregistered_count], [1, 2, 1]);
  assert.deepEqual(getui.delivered.toSorted(), ['one', 'three']);
  assert.equal((await core.devices.get(1, 'gone-two')).enabled, 0);
});
