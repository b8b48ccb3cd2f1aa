import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { createMobileClient } from '../support/mobile.ts';
import { call, credentials } from '../support/portico.ts';
import { bearer, logIn, newStaffFields, signUpForm } from '../support/staff.ts';
import { until } from '../support/until.ts';
import { startBrowserHouse, untilThreadHasFocus } from './browser-house.ts';

const house = await startBrowserHouse({ after });
const { portico } = house;
const mobile = createMobileClient(portico);

test('console: somebody who waits cannot sign in at the staff contract, and can once they were approved here', async () => {
  const fields = newStaffFields();
  await call(`${portico.url}/signUp`, 'PUT', signUpForm(fields));
  const before = await logIn(portico, fields.nickname);
  assert.equal(before.body.status, false);

  const { page } = await house.visitAsOwner();
  await page.getByRole('link', { name: /账号.*1 个账号待审核/ }).click();
  await page.getByText('待审核', { exact: true }).first().click();
  const found = page.waitForResponse(/\/accounts\?.*q=/);
  await page.getByRole('searchbox').fill(fields.phone);
  await found;
  const row = page.getByRole('row').filter({ hasText: fields.nickname });
  await row.getByRole('checkbox').check();
  await page.getByRole('button', { name: '批准所选' }).click();
  await page.getByText('已批准 1 个账号').waitFor();
  await page.getByText('没有符合条件的账号').waitFor();
  await page.getByRole('searchbox').fill('');
  await page.getByText('没有待审核的账号').waitFor();

  const signedIn = await logIn(portico, fields.nickname);
  assert.match(bearer(signedIn).authorization, /^Bearer \S+/, JSON.stringify(signedIn.body));
});

test('console: a release whose upload survives an attempt to reload is offered by the desktop contract, byte for byte', async () => {
  const bytes = randomBytes(3_000_000);
  const { page, context } = await house.visitAsOwner();
  // So slow that it goes on until the page was to be loaded anew, however long that takes.
  const uploadAt = await throttleUploads(context, page);
  await uploadAt(10_000);
  await page.getByRole('link', { name: '版本发布' }).click();
  await page.getByRole('button', { name: '发布新版本' }).first().click();
  const drawer = page.getByRole('dialog', { name: '发布新版本' });
  const file = { name: 'setup-2.4.0.exe', mimeType: 'application/octet-stream', buffer: bytes };
  await drawer.locator('input[type=file]').setInputFiles(file);
  await until(async () => (await drawer.getByLabel('版本号').inputValue()) !== '');
  assert.equal(await drawer.getByLabel('版本号').inputValue(), '2.4.0');
  await drawer.getByLabel('更新说明').fill('修复若干问题');
  await drawer.getByRole('button', { name: '上传并发布' }).click();
  await drawer.getByRole('progressbar').waitFor();
  const warned = new Promise<string>((resolve) => {
    page.once('dialog', (dialog) => dialog.dismiss().then(() => resolve(dialog.type())));
  });
  await page.evaluate(() => location.reload());
  assert.equal(await warned, 'beforeunload');
  await uploadAt(-1);
  await page.getByText('版本 2.4.0 已发布').waitFor();
  await page.getByRole('row').filter({ hasText: '2.4.0' }).getByText('最新').waitFor();

  const { body } = await call(`${portico.url}/api/upgrade/checkVersion`, 'POST');
  assert.equal(body.data.version, '2.4.0');
  const download = await fetch(portico.url + body.data.path);
  assert.ok(bytes.equals(Buffer.from(await download.arrayBuffer())));
});

test('console: a push that is sent here stands in the mobile log of everybody', async () => {
  const person = await mobile.join();
  const { page } = await house.visitAsOwner();
  await page.getByRole('link', { name: '消息推送' }).click();
  await page.getByRole('button', { name: '写推送' }).first().click();
  const drawer = page.getByRole('dialog', { name: '写推送' });
  await drawer.getByLabel('标题').fill('系统维护通知');
  await drawer.getByLabel('内容').fill('今晚 23:00 至 24:00 暂停服务。');
  await drawer.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('dialog', { name: '发送这条推送？' }).getByRole('button', { name: '发送', exact: true }).click();
  await drawer.waitFor({ state: 'hidden' });
  await page.getByText('系统维护通知').first().waitFor();

  const { body } = await mobile.send('GET', '/push/log?page=1&limit=10', undefined, person.token);
  assert.match(JSON.stringify(body.data), /系统维护通知/);
});

test('console: feedback that is answered here is unread in the mobile contract', async () => {
  const person = await mobile.join();
  await mobile.send('POST', '/feedback', { feedback_content: '导出按钮没有反应' }, person.token);
  const countUnread = async () =>
    (await mobile.send('GET', '/message/count?push_ids=[]', undefined, person.token)).body.data.feedback_count;
  assert.equal(await countUnread(), 0);

  const { page } = await house.visitAsOwner();
  await page.getByRole('link', { name: /意见反馈.*1 条反馈未读/ }).click();
  await page.getByRole('link', { name: /导出按钮没有反应/ }).click();
  await untilThreadHasFocus(page);
  await page.getByLabel('回复内容').fill('已经修复，请升级到最新版本。');
  await page.getByRole('button', { name: '发送回复' }).click();
  await page.getByRole('list', { name: '往来内容' }).getByText('已经修复，请升级到最新版本。').waitFor();
  await page.getByText('已回复').first().waitFor();

  assert.equal(await countUnread(), 1);
});

test('console: a vault key is shown after the password was asked for again, and the audit log keeps that it was', async () => {
  const entry = { ptPin: 'jd_journey', cookie: 'pt_key=AAJ-secret-key;pt_pin=jd_journey;', userMsg: '张三的账号' };
  await call(`${portico.panelUrl}/openApi/updateCookie`, 'POST', entry, { 'api-token': credentials.panelToken });

  const visitor = await house.visitAsOwner();
  const { page } = visitor;
  visitor.expectRefusals(401);
  await page.getByRole('link', { name: '密钥库' }).click();
  const row = page.getByRole('row').filter({ hasText: 'jd_journey' });
  await row.getByRole('button', { name: '查看密钥' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('登录密码').fill('not-the-password');
  await dialog.getByRole('button', { name: '查看', exact: true }).click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel('登录密码').fill(credentials.ownerPassword);
  await page.keyboard.press('Enter');
  assert.match(await dialog.getByLabel('pt_key', { exact: true }).inputValue(), /AAJ-secret-key/);
  await dialog.getByRole('button', { name: '关闭' }).last().click();
  await dialog.waitFor({ state: 'hidden' });

  await page.getByRole('link', { name: '审计日志' }).click();
  await page.getByText(/查看了密钥/).waitFor();
});

/** As over a network that sends so much in a second, from one call of what this answers to the next; -1 is no limit. */
async function throttleUploads(
  context: BrowserContext,
  page: Page,
): Promise<(bytesPerSecond: number) => Promise<void>> {
  const session = await context.newCDPSession(page);
  return async (uploadThroughput) => {
    const conditions = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput };
    await session.send('Network.emulateNetworkConditions', conditions);
  };
}
