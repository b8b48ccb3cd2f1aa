import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { transact } from '../../src/db/database.ts';
import { createOperator } from '../support/management.ts';
import { until } from '../support/until.ts';
import { startReceiver, status } from '../support/webhook-receiver.ts';
import {
  assertAccessible,
  assertFits,
  changeView,
  keepScreenshot,
  signIn,
  startBrowserHouse,
} from './browser-house.ts';

const receiver = await startReceiver({ after });
const house = await startBrowserHouse({ after });
const { core, database } = house.portico.portico.house;

function createAccount(handle: string) {
  return transact(database, (tx) => core.accounts.create(tx, { origin: 'console', handle }));
}

test('console webhooks: an endpoint is made, its secret shown once, and verifies the test that arrives; what fails is seen, and sent again', async () => {
  const { page, expectRefusals } = await house.visitAsOwner();
  expectRefusals(400);
  await page.getByRole('link', { name: '事件通知', exact: true }).click();
  await page.getByText('还没有接收端').waitFor();
  await page.getByText('如何验证签名').or(page.getByText('Standard Webhooks')).first().waitFor();
  for (const width of [1280, 390]) {
    await changeView(page, 'light', width);
    await keepScreenshot(page, `webhooks-empty-${width}`);
    await assertFits(page, 'no webhooks');
    await assertAccessible(page, `no webhooks (${width} px)`);
  }
  await changeView(page, 'light', 1280);

  await page.getByRole('button', { name: '新增接收端' }).first().click();
  const form = page.getByRole('dialog');
  await form.getByLabel('接收地址').fill('https://169.254.169.254/latest');
  await form.getByLabel('说明').fill('CRM 同步');
  await form.getByRole('checkbox', { name: '登录' }).check();
  await form.getByRole('button', { name: '保存' }).click();
  await form.getByText('不能是内网、本机或其他保留地址').first().waitFor();
  await form.getByLabel('接收地址').fill(receiver.url);
  await form.getByRole('button', { name: '保存' }).click();
  const secret = await page.getByRole('textbox', { name: '签名密钥' }).inputValue();
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  await keepScreenshot(page, 'webhooks-secret-1280');
  await page.getByRole('button', { name: '我已保存' }).click();

  const row = page.getByRole('row', { name: /CRM 同步/ });
  await row.getByText('全部事件').waitFor();
  await row.getByRole('button', { name: '发送测试' }).click();
  await page.getByText('测试消息已送达（200）').waitFor();
  const [request] = receiver.arrived;
  assert.ok(request);
  const told = new Webhook(secret).verify(request.body, request.headers as Record<string, string>);
  assert.equal((told as { type: string }).type, 'webhook.test');

  receiver.answer = status(500);
  await createAccount('somebody');
  await row.getByText('失败中').waitFor();
  await row.getByRole('button', { name: 'CRM 同步 的更多操作' }).click();
  await page.getByRole('menuitem', { name: '查看投递记录' }).click();
  await page.getByRole('button', { name: /账号注册/ }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByText('答复的状态码不是 2xx (500)').first().waitFor();
  await drawer.getByText('answer 500').first().waitFor();
  await drawer.getByText('"handle": "somebody"').waitFor();
  for (const width of [1280, 390]) {
    await changeView(page, 'light', width);
    await keepScreenshot(page, `webhooks-delivery-${width}`);
    await assertFits(page, 'a delivery');
    await assertAccessible(page, `a delivery (${width} px)`);
  }
  await changeView(page, 'light', 1280);

  receiver.answer = status(200);
  // Each failure made the wait for the next try longer.
  house.portico.clock.advance(15 * 60_000);
  await drawer.getByText('已送达', { exact: true }).first().waitFor();
  const arrivedOf = () => receiver.arrived.filter(({ body }) => body.includes('account.created'));
  const before = arrivedOf().length;
  await drawer.getByRole('button', { name: '重新投递' }).click();
  await page.getByText('正在重新投递').waitFor();
  await until(() => arrivedOf().length > before);
  assert.ok(arrivedOf().length > before);
  assert.equal(new Set(arrivedOf().map(({ headers }) => headers['webhook-id'])).size, 1);
});

test('console webhooks: where sending again fails after the endpoint was resumed, the same button sends it, since the pause that was seen', async () => {
  const { page, expectRefusals } = await house.visitAsOwner();
  expectRefusals(503);
  await page.goto('/console/webhooks');
  const row = page.getByRole('row', { name: /CRM 同步/ });
  const form = page.getByRole('dialog');
  const [endpoint] = await core.webhooks.endpoints.list();
  assert.ok(endpoint);
  const { pausedAt } = await core.webhooks.endpoints.pause(endpoint.id, { by: { actor: 'cli' } });
  await createAccount('held-while-paused');
  const asked: Array<{ path: string; since: string }> = [];
  page.on('request', (request) => {
    const path = request.method() === 'POST' && /\/(resume|redeliver)$/.exec(request.url())?.[1];
    if (path) asked.push({ path, since: (request.postDataJSON() as { since?: string } | null)?.since ?? '' });
  });
  const isRedelivery = /\/webhooks\/\d+\/redeliver$/;
  await page.route(isRedelivery, (route) => route.fulfill({ status: 503, body: '' }), { times: 1 });
  await row.getByRole('button', { name: '恢复' }).click();
  await form.getByLabel('暂停以来的消息').check();
  await form.getByRole('button', { name: '恢复' }).click();
  await form.getByRole('alert').waitFor();
  await form.getByRole('button', { name: '恢复' }).click();
  await page.getByText('已恢复，1 条消息正在重新投递').waitFor();
  const since = new Date(pausedAt ?? 0).toISOString();
  assert.deepEqual(asked, [
    { path: 'resume', since: '' },
    { path: 'redeliver', since },
    { path: 'redeliver', since },
  ]);
});

test('console webhooks: one that is paused holds what happens, and sends it when it is resumed; removed, it is gone', async () => {
  const { page } = await house.visitAsOwner();
  await page.goto('/console/webhooks');
  const row = page.getByRole('row', { name: /CRM 同步/ });
  const choose = async (name: string) => {
    await row.getByRole('button', { name: 'CRM 同步 的更多操作' }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  receiver.answer = status(200);
  await choose('暂停');
  await row.getByText('由管理员暂停').waitFor();
  await createAccount('held-one');
  const told = () => receiver.arrived.filter(({ body }) => body.includes('held-one'));
  await row.getByRole('button', { name: '恢复' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '恢复' }).click();
  await page.getByText(/已恢复，\d+ 条消息正在重新投递/).waitFor();
  await until(() => told().length > 0);
  assert.ok(told().length > 0);
  await choose('删除');
  await page.getByRole('button', { name: '删除接收端' }).click();
  await page.getByText('还没有接收端').waitFor();
});

test('console webhooks: an admin sees where they go as far as the host, and can change nothing', async () => {
  const words = {
    url: 'https://hooks.example.com/secret-path',
    description: '',
    events: ['feedback.received'] as const,
  };
  await core.webhooks.endpoints.create(words, { actor: 'cli' });
  const owner = await house.visitAsOwner();
  await owner.page.goto('/console/webhooks');
  await owner.page.getByText('https://hooks.example.com/secret-path').first().waitFor();
  await createOperator(house.portico, { handle: 'an-admin', password: 'right-password' });
  const { page } = await house.visit();
  await signIn(page, 'an-admin', 'right-password');
  await page.getByRole('link', { name: '事件通知', exact: true }).click();
  await page.getByText('https://hooks.example.com/…').first().waitFor();
  await page.getByText('只有所有者可以管理事件通知').waitFor();
  assert.equal(await page.getByRole('button', { name: /新增接收端|发送测试/ }).count(), 0);
  assert.ok(!(await page.content()).includes('secret-path'));
});
