import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createMobileClient } from '../support/mobile.ts';
import { call } from '../support/portico.ts';
import { startBrowserHouse } from './browser-house.ts';

const house = await startBrowserHouse({ after });
const { core } = house.portico.portico.house;
const { page } = await house.visitAsOwner();

async function use(version: string, times: number): Promise<number> {
  const person = await createMobileClient(house.portico).join();
  const headers = { 'user-agent': version, authorization: `Token ${person.token}` };
  for (let n = 0; n < times; n += 1) await call(`${house.portico.url}/api/personal/info`, 'GET', undefined, headers);
  return person.id;
}

test('console doors: before anybody called there is nothing, and it is said', async () => {
  await page.goto('/console/doors');
  await page.getByText('还没有调用').waitFor();
  await page.getByRole('button', { name: /^桌面端 ?启用.*近 7 天 ?0 次调用/ }).waitFor();
});

test('console doors: what was called is listed by endpoint and version, filtered and sorted, and who called', async () => {
  await use('team-app/1.0', 3);
  const id = await use('team-app/2.0', 5);
  await page.goto('/console/doors');
  await page.getByRole('row', { name: /移动端 GET \/api\/personal\/info team-app\/2\.0 5 5/ }).waitFor();
  await page.getByRole('row', { name: /移动端 GET \/api\/personal\/info team-app\/1\.0 3 3/ }).waitFor();
  await page.getByPlaceholder('程序版本').fill('team-app/1.0');
  await page.waitForURL(/version=/);
  await page.getByRole('row', { name: /team-app\/2\.0/ }).waitFor({ state: 'detached' });
  assert.equal(await page.getByRole('row', { name: /team-app\/1\.0/ }).count(), 1);
  await page.getByRole('button', { name: /^桌面端 ?启用/ }).click();
  await page.getByText('没有符合条件的调用').waitFor();
  await page.getByRole('button', { name: '清除筛选' }).first().click();
  await page.getByRole('button', { name: '移动端：详情' }).click();
  const details = page.getByRole('dialog', { name: '移动端：详情' });
  await details.getByText('没有设置弃用或停用时间。').waitFor();
  await details.getByText('DELETE /api/feedback/:id').waitFor();
  const [account] = await core.doorUses.listAccounts({ contract: 'mobile', version: 'team-app/2.0', limit: 1 });
  assert.equal(account?.accountId, id);
  await details.getByRole('link', { name: account?.accountName ?? '' }).waitFor();
  await details.getByRole('button', { name: '关闭' }).click();
});

test('console doors: a contract that is deprecated and still used is warned of, and so is one past its end', async () => {
  const values = { 'mobile.deprecatedAt': '2026-01-01T00:00:00Z', 'panel.sunsetAt': '2026-02-01T00:00:00+08:00' };
  await core.runtimeSettings.change({ values, reset: [] }, { by: { actor: 'test' } });
  await page.goto('/console/doors');
  await page.getByText(/移动端已弃用，但近 7 天仍有 \d+ 次调用，来自 2 个账号。/).waitFor();
  await page.getByText('面板已过停用时间（2026-02-01 00:00），近 7 天没有调用，可以到设置中停用。').waitFor();
  await page.getByRole('link', { name: '打开设置' }).first().click();
  await page.waitForURL(/\/console\/settings$/);
});

test('console settings: whoever closes a contract sees who used it, and says that this is known', async () => {
  await page.goto('/console/settings');
  const mobile = page.locator('.ant-card').filter({ has: page.getByRole('heading', { name: '移动端' }) });
  await mobile.getByRole('switch', { name: '启用' }).click();
  await page.getByRole('button', { name: '查看并保存' }).click();
  const review = page.getByRole('dialog', { name: '保存这些修改？' });
  await review.getByText(/近 7 天有 \d+ 次调用，来自 2 个账号；最近一次/).waitFor();
  const save = review.getByRole('button', { name: '保存修改' });
  assert.equal(await save.isDisabled(), true);
  await review.getByRole('checkbox', { name: '我已了解影响，确认停用' }).check();
  await save.click();
  await page.getByText('设置已保存并生效').waitFor();
  assert.ok(!house.portico.portico.gateways.has('mobile'));
  await page.goto('/console/doors');
  await page.getByRole('button', { name: /^移动端 ?已停用/ }).waitFor();
});

test('console settings: the dates are picked, shown in the server’s zone, and told by the next answer', async () => {
  const later = '2027-03-31 00:00';
  await page.goto('/console/settings');
  const desktop = page.locator('.ant-card').filter({ has: page.getByRole('heading', { name: '桌面端' }) });
  await desktop.getByText('弃用与停用、版本统计').click();
  const field = desktop.getByLabel('停用时间', { exact: true });
  await field.fill(later);
  await field.press('Enter');
  await page.getByRole('button', { name: '查看并保存' }).click();
  const review = page.getByRole('dialog', { name: '保存这些修改？' });
  await review.getByText(later).waitFor();
  await review.getByRole('button', { name: '保存修改' }).click();
  await page.getByText('设置已保存并生效').waitFor();
  const { headers } = await call(`${house.portico.url}/api/upgrade/checkVersion`, 'POST', {});
  assert.equal(headers.get('sunset'), 'Tue, 30 Mar 2027 16:00:00 GMT');
});
