import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { sql } from 'kysely';
import { createMobileClient, type MobilePerson } from '../../../test/support/mobile.ts';
import { startPortico } from '../../../test/support/portico.ts';
import { startPushVendor } from '../../../test/support/push-vendor.ts';
import { openHouse } from '../../compose.ts';
import { readConfig } from '../../config.ts';
import { DomainError } from '../errors.ts';
import type { Push, PushDraft } from './pushes.ts';

const vendor = startPushVendor();
const at = await startPortico({ after }, {}, { push: vendor.sender });
const { core, jobs, database, pushSchedule } = at.portico.house;
// It looks every second: what a test lets come due is to be sent by the test's own look.
await pushSchedule.stop();
const { pushes } = core;
const { send, join } = createMobileClient(at);
const by = { actor: 'account:1' };
const hourMs = 3_600_000;
const inAnHour = (): number => at.clock.now() + hourMs;

let clients = 0;
async function bindDevice(accountId: number): Promise<string> {
  clients += 1;
  const clientId = `device-${clients}`;
  await core.devices.bind(accountId, { clientId, clientType: 'android' });
  return clientId;
}

const create = (draft: Partial<PushDraft> & { to: PushDraft['to'] }): Promise<Push> =>
  pushes.create({ title: '标题', body: '内容', managerId: 1, ...draft });
const refuse = (clientId: string) => vendor.answers.set(clientId, { result: 'failed', reason: 'the vendor is busy' });
const counts = async ({ id }: { id: number }) => {
  const { status, device_count, delivered_count, failed_count, dispatched_at } = await pushes.getLogged(id);
  return [status, device_count, delivered_count, failed_count, dispatched_at !== null];
};
async function titles(person: MobilePerson): Promise<string[]> {
  const { body } = await send('GET', '/push/log', undefined, person.token);
  return body.data.data.map((row: { push_title: string }) => row.push_title);
}
const known = async (person: MobilePerson): Promise<number> =>
  (await send('GET', '/message/count?push_ids=', undefined, person.token)).body.data.push_count;
const clear = (person: MobilePerson) => send('DELETE', '/push/log/delete', undefined, person.token);

beforeEach(async () => {
  vendor.reset();
  await database.deleteFrom('push_devices').execute();
});

test('pushes: one that waits is in nobody’s log and on no device until its time, and then is the newest', async () => {
  const person = await join();
  await clear(person);
  const device = await bindDevice(person.id);
  const push = await create({ title: '定时', to: [person.id], sendAt: inAnHour() });
  await create({ title: '先发', to: [person.id] });
  assert.equal(await pushes.releaseDue(), 0);
  assert.deepEqual([await titles(person), await known(person), vendor.sent()], [['先发'], 1, [device]]);
  const early = await send('GET', `/push/log/${push.id}`, undefined, person.token);
  assert.equal(early.body.code, 10001);
  // At the beginning of a second: times are told in whole ones.
  const released = Math.ceil((at.clock.now() + hourMs) / 1_000) * 1_000;
  at.clock.set(released);
  assert.equal(await pushes.releaseDue(), 1);
  assert.deepEqual([await titles(person), await known(person), vendor.sent()], [['定时', '先发'], 2, [device, device]]);
  const [row] = (await send('GET', '/push/log', undefined, person.token)).body.data.data;
  assert.equal(row.push_status, 1);
  assert.ok(Date.parse(`${row.created_at}+08:00`) >= released, 'it is as old as its release');
  assert.equal(await pushes.releaseDue(), 0);
});

test('pushes: who clears the log still sees what goes out later, though it was written before', async () => {
  const person = await join();
  await create({ title: '写得早', to: [person.id], sendAt: inAnHour() });
  await create({ title: '旧的', to: [person.id] });
  await clear(person);
  at.clock.advance(hourMs);
  await pushes.releaseDue();
  assert.deepEqual(await titles(person), ['写得早']);
});

test('pushes: of many that look at once one sends a push, once', async () => {
  const person = await join();
  await bindDevice(person.id);
  await create({ to: [person.id], sendAt: inAnHour() });
  at.clock.advance(hourMs);
  const released = await Promise.all(Array.from({ length: 8 }, () => pushes.releaseDue()));
  assert.deepEqual([released.reduce((sum, count) => sum + count), vendor.sent().length], [1, 1]);
});

test('pushes: one that waits can be rewritten, put off and addressed to others; the first time does nothing then', async () => {
  const [first, second] = [await join(), await join()];
  await Promise.all([first, second].map(clear));
  const push = await create({ to: [first.id], sendAt: inAnHour() });
  const changes = { title: '新题', body: '新文', to: [second.id], sendAt: inAnHour() + hourMs };
  const changed = await pushes.change(push.id, changes, { by, version: push.updated_at });
  assert.ok(changed.updated_at > push.updated_at);
  const stale = pushes.change(push.id, { title: '又' }, { by, version: push.updated_at });
  await assert.rejects(stale, new DomainError('request.version_changed'));
  at.clock.advance(hourMs);
  assert.equal(await pushes.releaseDue(), 0);
  at.clock.advance(hourMs);
  assert.equal(await pushes.releaseDue(), 1);
  assert.deepEqual([await titles(first), await titles(second)], [[], ['新题']]);
  const recipients = await pushes.listRecipients(push.id);
  assert.deepEqual(
    [recipients.map(({ id }) => id), (await pushes.getLogged(push.id)).recipient_count],
    [[second.id], 1],
  );
});

test('pushes: an unknown account among the newly addressed changes nothing', async () => {
  const { id } = await join();
  const push = await create({ to: [id], sendAt: inAnHour() });
  const change = pushes.change(push.id, { title: '新题', to: [id, 999_999] }, { by });
  await assert.rejects(change, new DomainError('account.not_found'));
  assert.equal((await pushes.getLogged(push.id)).title, '标题');
  assert.equal((await pushes.listRecipients(push.id)).length, 1);
  await pushes.cancel(push.id, { by });
});

test('pushes: a cancelled one never goes out; what went out can be neither cancelled nor changed', async () => {
  const person = await join();
  await clear(person);
  const waiting = await create({ to: [person.id], sendAt: inAnHour() });
  assert.deepEqual(
    (await pushes.listScheduled({ limit: 10 })).map(({ id }) => id),
    [waiting.id],
  );
  await pushes.cancel(waiting.id, { by, version: waiting.updated_at });
  assert.deepEqual(await pushes.listScheduled({ limit: 10 }), []);
  at.clock.advance(2 * hourMs);
  assert.deepEqual([await pushes.releaseDue(), await titles(person)], [0, []]);
  for (const again of [
    () => pushes.cancel(waiting.id, { by }),
    () => pushes.sendNow(waiting.id, { by }),
    () => pushes.change(waiting.id, { title: 'x' }, { by }),
  ]) {
    await assert.rejects(again, new DomainError('push.cancelled'));
  }
  const out = await create({ to: [person.id] });
  for (const late of [() => pushes.cancel(out.id, { by }), () => pushes.change(out.id, { title: 'x' }, { by })]) {
    await assert.rejects(late, new DomainError('push.already_sent'));
  }
  await assert.rejects(pushes.cancel(999_999, { by }), new DomainError('push.not_found'));
});

test('pushes: cancelled while its time comes, it either goes out or is cancelled', async () => {
  const person = await join();
  for (let round = 0; round < 6; round += 1) {
    await clear(person);
    const push = await create({ to: [person.id], sendAt: at.clock.now() + 1_000 });
    at.clock.advance(1_000);
    const cancel = () => pushes.cancel(push.id, { by });
    const race = round % 2 ? [cancel, pushes.releaseDue] : [pushes.releaseDue, cancel];
    await Promise.allSettled<unknown>(race.map((act) => act()));
    const { cancelled_at, log_number } = await pushes.getLogged(push.id);
    assert.notEqual(cancelled_at === null, log_number === null);
    assert.equal((await titles(person)).length, cancelled_at === null ? 1 : 0);
  }
});

test('pushes: one that waits can be sent at once; times in the past or beyond a year are refused', async () => {
  const person = await join();
  await clear(person);
  const push = await create({ to: [person.id], sendAt: inAnHour() });
  await pushes.sendNow(push.id, { by, version: push.updated_at });
  assert.deepEqual([(await counts(push))[0], await titles(person)], [1, ['标题']]);
  await assert.rejects(pushes.sendNow(push.id, { by }), new DomainError('push.already_sent'));
  for (const sendAt of [at.clock.now() - 1, at.clock.now(), at.clock.now() + 367 * 24 * hourMs]) {
    await assert.rejects(create({ to: [person.id], sendAt }), { code: 'request.invalid_fields' });
  }
  assert.equal((await titles(person)).length, 1);
});

test('pushes: the counts tell how many devices there were, who was reached and who was not', async () => {
  const person = await join();
  const devices = await Promise.all(Array.from({ length: 5 }, () => bindDevice(person.id)));
  for (const device of devices.slice(0, 3)) refuse(device);
  const push = await create({ to: [person.id] });
  assert.deepEqual(await counts(push), [1, 5, 2, 0, true]);
  await core.devices.setEnabled(person.id, devices[0] as string, false);
  vendor.answers.delete(devices[1] as string);
  at.clock.advance(24 * hourMs);
  await jobs.runDue();
  assert.deepEqual(await counts(push), [1, 4, 3, 1, true], 'one switched off meanwhile is no device of it any more');
});

test('pushes: with its only device switched off meanwhile there was none to reach: it counts as sent', async () => {
  const person = await join();
  const device = await bindDevice(person.id);
  refuse(device);
  const push = await create({ to: [person.id] });
  assert.deepEqual(await counts(push), [0, 1, 0, 0, true]);
  await core.devices.setEnabled(person.id, device, false);
  at.clock.advance(hourMs);
  await jobs.runDue();
  assert.deepEqual(await counts(push), [1, 0, 0, 0, true]);
});

/** What is done to the lease of one that is gone: another process gets the job. */
async function loseLease(job: { id: number }): Promise<void> {
  await database.updateTable('jobs').set({ lease: 'lost', run_at: 1 }).where('id', '=', job.id).execute();
}

test('pushes: a run that was cut off after sending is repeated with the same key, and counts each device once', async () => {
  const person = await join();
  const devices = [await bindDevice(person.id), await bindDevice(person.id)];
  const cutOff = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  vendor.whileSending(() => {
    begun.resolve();
    return cutOff.promise;
  });
  const creating = create({ to: [person.id] });
  await begun.promise;
  const running = database.selectFrom('jobs').selectAll().where('lease', 'is not', null);
  await loseLease(await running.executeTakeFirstOrThrow());
  cutOff.resolve();
  const push = await creating;
  await jobs.runDue();
  assert.deepEqual(vendor.sent(), [...devices, ...devices]);
  assert.equal(new Set(vendor.calls.map(({ message }) => message.key)).size, 1);
  assert.deepEqual(await counts(push), [1, 2, 2, 0, true]);
  assert.equal((await running.execute()).length, 0);
});

test('pushes: for everyone are enqueued batch by batch, others’ jobs in between, and no device twice after a crash', async () => {
  const { id } = await join();
  await sql`insert into push_devices (account_id, client_id, client_type, enabled, created_at, updated_at)
    with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 1700)
    select ${id}, 'many-' || n, 'ios', 1, 0, 0 from numbers`.execute(database);
  // An hour ahead, so that the server here, which looks for jobs every second, does none before the lease is lost.
  const clock = { now: () => at.clock.now() + hourMs };
  const gone = await openHouse(readConfig({ ...at.environment, PORTICO_LOG_LEVEL: 'silent' }), { clock });
  await gone.jobs.stop();
  const push = await gone.core.pushes.create({ title: '标题', body: '内容', managerId: 1, to: 'everyone' });
  await gone.close();
  let most = 0;
  vendor.whileSending(async () => {
    const waiting = await database.selectFrom('jobs').select('id').where('dead_at', 'is', null).execute();
    most = Math.max(most, waiting.length);
  });
  // It had begun to address the next devices: the run after it must not address any of them twice.
  const addressing = database.selectFrom('jobs').selectAll().where('kind', '=', 'push-devices');
  await loseLease(await addressing.executeTakeFirstOrThrow());
  at.clock.advance(hourMs);
  await jobs.runDue();
  assert.ok(most > 0);
  assert.ok(most <= 6, `${most} jobs at once`);
  assert.ok(Math.max(...vendor.calls.map(({ devices }) => devices.length)) <= 500);
  assert.deepEqual([vendor.sent().length, new Set(vendor.sent()).size], [1700, 1700]);
  assert.deepEqual(await counts(push), [1, 1700, 1700, 0, true]);
});

test('pushes: how far one would go is told beforehand', async () => {
  const [one, frozen] = [await join(), await join()];
  await bindDevice(one.id);
  await core.devices.setEnabled(one.id, await bindDevice(one.id), false);
  await bindDevice(frozen.id);
  await core.accounts.setStatus(frozen.id, 'frozen', 'test');
  assert.deepEqual(await core.pushReach.of([one.id, one.id, frozen.id, 999_999]), { accounts: 2, devices: 1 });
  assert.deepEqual(await core.pushReach.of([]), { accounts: 0, devices: 0 });
  assert.deepEqual(await core.pushReach.of('everyone'), { accounts: null, devices: 2 });
});

test('pushes: the log is told in pages, with the sender’s name', async () => {
  const all = await pushes.listLog({ limit: 500 });
  const first = await pushes.listLog({ limit: 3 });
  const second = await pushes.listLog({ limit: 3, beforeId: first[2]?.id });
  assert.deepEqual([...first, ...second], all.slice(0, 6));
  assert.equal(all[0]?.manager_name, 'owner');
});
