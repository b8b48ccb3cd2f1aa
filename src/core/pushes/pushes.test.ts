import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { createMobileClient } from '../../../test/support/mobile.ts';
import { startPortico } from '../../../test/support/portico.ts';
import { startPushVendor } from '../../../test/support/push-vendor.ts';
import { DomainError } from '../errors.ts';
import type { Push } from './pushes.ts';

const vendor = startPushVendor();
const at = await startPortico({ after }, {}, { push: vendor.sender });
const { core, jobs, database } = at.portico.house;
const { join } = createMobileClient(at);

let clients = 0;
async function bindDevice(accountId: number): Promise<string> {
  clients += 1;
  const clientId = `device-${clients}`;
  await core.devices.bind(accountId, { clientId, clientType: 'ios' });
  return clientId;
}

const create = (to: 'everyone' | number[]): Promise<Push> =>
  core.pushes.create({ title: '标题', body: '内容', managerId: 1, to });
const refuse = (clientId: string) => vendor.answers.set(clientId, { result: 'failed', reason: 'the vendor is busy' });
const clientIds = (): string[] => vendor.sent().sort();

async function statusOf({ id }: Push): Promise<number> {
  const row = await database.selectFrom('pushes').select('status').where('id', '=', id).executeTakeFirstOrThrow();
  return row.status;
}

async function runRetries(rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    at.clock.advance(600_000);
    await jobs.runDue();
  }
}

beforeEach(() => vendor.reset());

test('pushes: reach every switched-on device of the addressed accounts, once, and nobody else', async () => {
  const [one, other] = [await join(), await join()];
  const devices = [await bindDevice(one.id), await bindDevice(one.id)];
  const off = await bindDevice(one.id);
  await core.devices.setEnabled(one.id, off, false);
  await bindDevice(other.id);
  const push = await create([one.id, one.id]);
  assert.deepEqual(clientIds(), devices.sort());
  const [{ message, devices: told } = {}] = vendor.calls;
  assert.deepEqual([message?.title, message?.body, message?.pushId], ['标题', '内容', push.id]);
  assert.deepEqual(new Set(told?.map(({ clientType }) => clientType)), new Set(['ios']));
  assert.equal(await statusOf(push), 1);
});

test('pushes: for everyone reach the devices of all accounts, however many batches that takes', async () => {
  const { id } = await join();
  const now = at.clock.now();
  const rows = Array.from({ length: 601 }, (_, index) => ({
    account_id: id,
    client_id: `many-${index}`,
    client_type: 'android',
    enabled: 1 as const,
    created_at: now,
    updated_at: now,
  }));
  for (let start = 0; start < rows.length; start += 400) {
    await database
      .insertInto('push_devices')
      .values(rows.slice(start, start + 400))
      .execute();
  }
  await create('everyone');
  const many = clientIds().filter((clientId) => clientId.startsWith('many-'));
  assert.equal(new Set(many).size, 601);
  assert.equal(many.length, 601);
  await database.deleteFrom('push_devices').execute();
});

test('pushes: without any device a push is in the log and counts as sent', async () => {
  const { id } = await join();
  const push = await create([id]);
  assert.deepEqual([push.status, await statusOf(push), vendor.sent().length], [1, 1, 0]);
});

test('pushes: an unknown account among the addressed keeps everything from happening', async () => {
  const { id } = await join();
  await bindDevice(id);
  const pushes = async () => (await core.pushes.list({ id, pushes_cleared_through: 0 }, { offset: 0, limit: 1 })).total;
  const before = await pushes();
  await assert.rejects(create([id, 999_999]), new DomainError('account.not_found'));
  await jobs.runDue();
  assert.deepEqual([await pushes(), vendor.sent().length], [before, 0]);
});

test('pushes: a refused delivery is tried again: queued until it succeeds', async () => {
  const { id } = await join();
  const device = await bindDevice(id);
  refuse(device);
  const push = await create([id]);
  assert.equal(await statusOf(push), 0);
  vendor.answers.clear();
  await runRetries(1);
  assert.deepEqual([await statusOf(push), clientIds()], [1, [device]]);
});

test('pushes: failed after the last try, unless another device was reached', async () => {
  const [lost, half] = [await join(), await join()];
  refuse(await bindDevice(lost.id));
  refuse(await bindDevice(half.id));
  await bindDevice(half.id);
  const [failed, reached] = [await create([lost.id]), await create([half.id])];
  at.clock.advance(24 * 3_600_000);
  await jobs.runDue();
  assert.deepEqual([await statusOf(failed), await statusOf(reached)], [2, 1]);
  vendor.answers.clear();
  await runRetries(2);
  assert.equal(await statusOf(failed), 2);
});

test('pushes: what waits for a device is not sent once that moved to an account that is not addressed', async () => {
  const [addressed, stranger] = [await join(), await join()];
  const device = await bindDevice(addressed.id);
  refuse(device);
  await create([addressed.id]);
  await core.devices.bind(stranger.id, { clientId: device, clientType: 'ios' });
  // Not before: the server itself tries again after two seconds.
  vendor.answers.clear();
  await runRetries(1);
  assert.deepEqual(vendor.sent(), []);
});

test('pushes: what waits for a device is not sent once that was switched off or its account frozen', async () => {
  const [quiet, frozen] = [await join(), await join()];
  const device = await bindDevice(quiet.id);
  for (const clientId of [device, await bindDevice(frozen.id)]) refuse(clientId);
  await create([quiet.id, frozen.id]);
  await core.devices.setEnabled(quiet.id, device, false);
  await core.accounts.setStatus(frozen.id, 'frozen', 'test');
  vendor.answers.clear();
  await runRetries(1);
  assert.deepEqual(vendor.sent(), []);
});
