import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { signInAtDesktop } from '../support/desktop.ts';
import { call } from '../support/portico.ts';
import { until } from '../support/until.ts';
import { startBrowserHouse } from './browser-house.ts';

const house = await startBrowserHouse({ after });
const { url } = house.portico;
const { core } = house.portico.portico.house;
const offered = async (device = '') =>
  (await call(`${url}/api/upgrade/checkVersion`, 'POST', { device })).body.data?.version;
const fileOf = (name: string, sizeBytes: number) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.alloc(sizeBytes, 7),
});

test('console releases: one that is uploaded, its version guessed, is offered by the desktop contract; then rolled back, then withdrawn', async () => {
  const { page } = await house.visitAsOwner();
  await page.goto('/console/releases');
  await page.getByText('还没有发布过版本').waitFor();
  await page.getByRole('button', { name: '发布新版本' }).first().click();
  const form = page.getByRole('dialog');
  await form.locator('input[type=file]').setInputFiles(fileOf('tool-2.5.0.zip', 1000));
  await until(async () => (await form.getByLabel('版本号').inputValue()) !== '');
  assert.equal(await form.getByLabel('版本号').inputValue(), '2.5.0');
  await form.getByText('下载地址：/dist/tool-2-2.5.0.5.0.zip').waitFor();
  await form.getByLabel('更新说明').fill('修复若干问题');
  await form.getByRole('button', { name: '上传并发布' }).click();
  await page.getByText('版本 2.5.0 已发布').waitFor();
  const row = page.getByRole('row', { name: /2\.5\.0/ });
  await row.getByText('最新').waitFor();
  const { body } = await call(`${url}/api/upgrade/checkVersion`, 'POST');
  assert.deepEqual([body.data.version, body.data.desc], ['2.5.0', '修复若干问题']);

  await row.getByRole('button', { name: /调整 2\.5\.0 的灰度比例/ }).click();
  await page.getByRole('spinbutton', { name: '灰度比例' }).fill('0');
  await page.getByText('不提供给任何设备').waitFor();
  await page.getByRole('button', { name: '应用' }).click();
  await page.getByText('灰度比例已调整为 0%').waitFor();
  assert.equal(await offered(), undefined);

  await row.getByRole('button', { name: '2.5.0 的更多操作' }).click();
  await page.getByRole('menuitem', { name: '撤回' }).click();
  await page.getByText('已经安装的设备不受影响').waitFor();
  await page.getByRole('button', { name: '撤回版本' }).click();
  await row.getByText('已撤回').waitFor();
  assert.equal((await fetch(`${url}${body.data.path}`)).status, 404);
});

test('console releases: leaving or reloading during an upload asks first, a cancelled one keeps the form, and a version that is taken is refused before anything is sent', async () => {
  const { page, context } = await house.visitAsOwner();
  await page.goto('/console/licences');
  await page.getByRole('link', { name: '版本发布' }).click();
  await page.getByRole('button', { name: '发布新版本' }).first().click();
  const form = page.getByRole('dialog').first();
  await form.locator('input[type=file]').setInputFiles(fileOf('slow.bin', 3_000_000));
  await form.getByLabel('版本号').fill('3.0.0');
  const network = await context.newCDPSession(page);
  const throttle = (uploadThroughput: number) =>
    network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    });
  // For as long as it still says seconds: what follows is to happen meanwhile.
  await throttle(40_000);
  await form.getByRole('button', { name: '上传并发布' }).click();
  await form.getByRole('progressbar', { name: '上传进度' }).waitFor();
  await form.getByText(/约剩 \d+ 秒/).waitFor();
  await form.getByText(/kB\/秒|KB\/秒|千字节\/秒/).waitFor();

  const [question] = await Promise.all([
    page.waitForEvent('dialog'),
    page.evaluate(() => setTimeout(() => location.reload())),
  ]);
  assert.equal(question.type(), 'beforeunload');
  await question.dismiss();
  await page.evaluate(() => history.back());
  await page.getByText('上传还没有完成').waitFor();
  await page.getByRole('button', { name: '继续上传' }).click();
  await form.getByRole('button', { name: '取消上传' }).click();
  await page.getByText('刚才填写的内容会保留').waitFor();
  await page.getByRole('button', { name: '取消上传' }).last().click();
  await form.getByText('已取消上传，没有发布任何内容。').waitFor();
  assert.equal(await form.getByLabel('版本号').inputValue(), '3.0.0');
  assert.equal(await offered(), undefined);

  await throttle(-1);
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') sent.push(request.url());
  });
  await form.getByLabel('版本号').fill('2.5.0');
  await form.getByRole('button', { name: '上传并发布' }).click();
  await form.getByText('这个版本号已被使用').waitFor();
  assert.deepEqual(sent, [], 'nothing of the file is on its way');
  await form.getByLabel('版本号').fill('3.0.0');
  await form.getByRole('button', { name: '上传并发布' }).click();
  await page.getByText('版本 3.0.0 已发布').waitFor();
  assert.equal(await offered(), '3.0.0');
});

test('console licences: a batch is made and taken along, one is bound, extended and revoked, and the program is told each time', async () => {
  const { account, headers } = await signInAtDesktop(house.portico, '13912345678');
  const beat = async () =>
    (await call(`${url}/api/heart/check`, 'POST', {}, { ...headers, 'user-agent': 'tool/1.4.2' })).body.data;
  const { page } = await house.visitAsOwner();
  await page.goto('/console/licences');
  await page.getByText('还没有许可证').waitFor();
  await page.getByRole('button', { name: '批量生成' }).first().click();
  await page.getByLabel('数量').fill('3');
  await page.getByLabel('备注').fill('订单 =7');
  await page.getByRole('button', { name: '生成', exact: true }).click();
  await page.getByText('已生成 3 个许可证').waitFor();
  const numbers = (await page.getByLabel('新生成的许可证号').inputValue()).split('\n');
  assert.equal(numbers.length, 3);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '下载 CSV' }).click(),
  ]);
  const csv = readFileSync(await download.path(), 'utf8');
  assert.equal(csv.split('\r\n')[1], `"${numbers[0]}","","","订单 =7"`);
  await page.getByRole('dialog').getByRole('button', { name: '关闭' }).last().click();

  const number = numbers[0] as string;
  await page.getByRole('searchbox', { name: /编号开头/ }).fill(number.slice(0, 6).toLowerCase());
  await page.waitForFunction(() => document.querySelectorAll('tbody tr.ant-table-row').length === 1);
  await page.getByRole('link', { name: number }).click();
  await page.getByRole('button', { name: '绑定账号' }).click();
  await page.getByRole('combobox', { name: '按姓名、手机、邮箱搜索账号' }).fill('139123');
  await page.locator('.ant-select-item-option-active').filter({ hasText: '13912345678' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: '绑定账号' }).click();
  await page.getByText('已绑定').waitFor();
  assert.deepEqual((await beat()).license, {
    number,
    status: 1,
    effect_date: (await beat()).license.effect_date,
    expired_time: null,
  });
  assert.equal((await core.licences.getByNumber(number)).account_id, account.id);
  await page.reload();
  await page.getByRole('row', { name: /在线.*1\.4\.2/ }).waitFor();

  await page.getByRole('button', { name: '编辑' }).click();
  await page.getByRole('dialog').getByLabel('到期时间').fill('2030-01-01');
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByText('已保存').waitFor();
  await page.getByRole('button', { name: '延期' }).click();
  await page.getByRole('button', { name: '90 天' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '延期' }).click();
  await page.getByText('已延期').waitFor();
  assert.equal((await beat()).license.expired_time, '2030-04-01 23:59:59');

  await page.getByRole('button', { name: '吊销' }).click();
  await page.getByText('吊销后无法恢复').waitFor();
  await page.getByRole('button', { name: '吊销许可证' }).click();
  await page.getByText('已吊销').first().waitFor();
  assert.equal((await beat()).license.status, 3);
});

test('console licences: numbers that exist are told with their lines, overdue devices are listed with whose they are', async () => {
  await core.licences.create({ number: 'TAKEN-7' }, { actor: 'test' });
  const { token, account } = await signInAtDesktop(house.portico, '13912345679');
  await call(`${url}/api/heart/check`, 'POST', {}, { authorization: token });
  house.portico.clock.advance(31 * 60_000);
  const visitor = await house.visitAsOwner();
  const { page } = visitor;
  visitor.expectRefusals(409);
  await page.goto('/console/licences');
  await page.getByRole('button', { name: '批量生成' }).first().click();
  await page.getByText('自行指定').click();
  await page.getByLabel('编号列表').fill('FREE-7\nTAKEN-7');
  await page.getByRole('button', { name: '生成', exact: true }).click();
  await page.getByText('第 2 行 TAKEN-7：已存在').first().waitFor();
  await page.goto('/console/licences?tab=devices');
  await page.getByRole('slider', { name: '心跳次数' }).waitFor();
  await page.getByRole('row', { name: new RegExp(`#${account.id}.*失联`) }).waitFor();
});
