import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { parsePhone } from '../../src/core/accounts/identifiers.ts';
import { transact } from '../../src/db/database.ts';
import { createMobileClient } from '../support/mobile.ts';
import { call } from '../support/portico.ts';
import { newStaffFields, signUpForm } from '../support/staff.ts';
import { assertAccessible, assertFits, changeView, keepScreenshot, startBrowserHouse } from './browser-house.ts';

const house = await startBrowserHouse({ after });
const { url } = house.portico;
const { core, database } = house.portico.portico.house;
// A week's charts count by quarters of a day in Shanghai: none of them is to end while these are read.
const quarterMs = 6 * 3_600_000;
const leftMs = quarterMs - ((house.portico.clock.now() + 8 * 3_600_000) % quarterMs);
if (leftMs < 5 * 60_000) house.portico.clock.advance(leftMs);
const { page } = await house.visitAsOwner();

test('console dashboard: a new server says what to do first, each step a way to it', async () => {
  await page.goto('/console/');
  await page.getByRole('heading', { name: '服务器已就绪，从这里开始' }).waitFor();
  assert.equal(await page.getByRole('slider').count(), 0, 'no chart of nothing');
  await page.getByRole('link', { name: /准备许可证/ }).click();
  await page.waitForURL(/\/console\/licences$/);
});

test('console dashboard: what waits leads to where it is done; charts are read by keyboard and as a table', async () => {
  await call(`${url}/signUp`, 'PUT', signUpForm(newStaffFields()));
  const mobile = createMobileClient(house.portico);
  for (let n = 0; n < 3; n += 1) await mobile.join();
  await page.goto('/console/?range=7d');
  const registrations = page.getByRole('slider', { name: '注册' });
  await registrations.focus();
  await page.keyboard.press('End');
  assert.match((await registrations.getAttribute('aria-valuetext')) ?? '', /移动端 3.*员工目录 1|员工目录 1.*移动端 3/);
  await page.keyboard.press('ArrowLeft');
  assert.match((await registrations.getAttribute('aria-valuetext')) ?? '', /移动端 0/);
  await page.getByText('以表格查看').first().click();
  const rows = page.getByRole('table').first().getByRole('row');
  await rows.nth(28).waitFor();
  assert.equal(await rows.count(), 29);
  await page.getByRole('link', { name: '待审核账号 1' }).click();
  await page.waitForURL(/\/console\/accounts\?status=waiting$/);
});

for (const [card, words] of [
  ['待审核账号 1', '待审核'],
  ['未读反馈 0', '没有未读反馈'],
  ['失联设备 0', '没有失联设备'],
  ['待更换密钥 0', '没有待更换的密钥'],
  ['未送达 0', '没有失败的任务'],
] as const) {
  test(`console dashboard: the card “${card}” leads to what it counts`, async () => {
    await page.goto('/console/');
    await page.getByRole('link', { name: card }).click();
    await page.locator('#content').getByText(words).first().waitFor();
  });
}

test('console dashboard: codes that nobody types in raise a warning that says what to do', async () => {
  for (let n = 0; n < 40; n += 1) core.counters.add('codes-sent', 'sms');
  await page.goto('/console/');
  await page.getByText('短信验证率偏低，可能有人在盗刷').waitFor();
  await page.getByRole('link', { name: '调整发送上限' }).click();
  await page.waitForURL(/\/console\/settings/);
});

test('console dashboard: a breaker that is open is seen with what it judged, and closed by hand', async () => {
  const { clock, portico } = house.portico;
  const owner = await house.visitAsOwner();
  await portico.house.core.runtimeSettings.change(
    { values: { 'limits.smsBreakerMinimum': 3 }, reset: [] },
    { by: { actor: 'account:1' } },
  );
  const ask = async (account: string) =>
    (await call(`${url}/api/auth/send_code`, 'POST', { account }, { 'x-forwarded-for': '203.0.113.1' })).body.code;
  for (const account of ['13700137000', '13700137001', '13700137002']) assert.equal(await ask(account), 0);
  assert.equal(await ask('13700137000'), 10010);
  clock.advance(5 * 60_000);
  assert.equal(await ask('13700137003'), 10013);

  await owner.page.goto('/console/');
  await owner.page.getByText('短信已暂停发送给新号码：+86').waitFor();
  const breakers = owner.page.getByRole('region', { name: '熔断（按国家/地区码）' });
  await breakers.getByText('+86 已暂停').waitFor();
  await breakers.getByText('发送 3，验证 0（0%） · 满 3 条且低于 20% 时暂停').waitFor();
  const budgets = owner.page.getByRole('region', { name: '限额与拒绝次数' });
  assert.match(
    (await budgets.getByRole('listitem').first().innerText()).replaceAll('\n', ' '),
    /每个接收者.*拒绝 1 次/,
  );
  for (const width of [1280, 390]) {
    await changeView(owner.page, 'light', width);
    await keepScreenshot(owner.page, `dashboard-breaker-open-${width}`);
    await assertFits(owner.page, 'dashboard with an open breaker');
    await assertAccessible(owner.page, `dashboard with an open breaker (${width} px)`);
  }
  await breakers.getByRole('button', { name: '恢复发送' }).click();
  const dialog = owner.page.getByRole('dialog');
  await dialog.getByText('恢复向+86发送短信？').waitFor();
  await dialog.getByRole('button', { name: '恢复发送' }).click();
  await breakers.getByText('+86 正常').waitFor();
  assert.equal(await ask('13700137003'), 0);
});

test('console audit: found by what was done, told in a sentence, with everything that the log keeps, and exported', async () => {
  await core.licences.create({ number: 'L-2026' }, { actor: 'account:1', address: '203.0.113.9' });
  await page.goto('/console/audit');
  await page.getByRole('combobox', { name: '操作', exact: true }).click();
  await page.keyboard.type('许可证');
  await page.getByTitle('创建了许可证 · licence.created').click();
  await page.waitForURL(/action=licence\.created/);
  const row = page.getByRole('row', { name: /owner 创建了许可证 L-2026.*203\.0\.113\.9/ });
  await row.getByRole('button').first().click();
  await page.getByText('"number": "L-2026"').waitFor();
  await page.getByRole('button', { name: '只看此操作者' }).click();
  await page.waitForURL(/actor=account(:|%3A)1/);

  await page.getByRole('button', { name: '导出' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: '导出 CSV（表格）' }).getByRole('link').click(),
  ]);
  const csv = readFileSync(await download.path(), 'utf8');
  assert.match(download.suggestedFilename(), /^audit-.*\.csv$/);
  assert.match(csv, /^\ufeffid,at,.*\r\n\d+,.*,account:1,licence\.created,licence:1,,203\.0\.113\.9,/);
});

test('console audit: who and whom are found by name, phone, key, pin and number, or as the log names them; else it says what can be typed', async () => {
  const by = { actor: 'account:1' };
  const phone = parsePhone('13912340000') ?? assert.fail();
  const account = await transact(database, (tx) =>
    core.accounts.create(tx, { origin: 'console', displayName: '林审计', phone: { value: phone, proved: true } }, by),
  );
  const key = await core.apiKeys.create({ name: 'nightly', rights: ['audit:read'] }, by);
  await core.vault.create({ pin: 'jd_audited' }, by);
  const licence = await core.licences.create({ number: 'AUDITED-1' }, by);
  await core.licences.revoke(licence.id, { by: { actor: `api-key:${key.id}` } });
  const choose = async (name: string, typed: string, option: RegExp) => {
    await page.goto('/console/audit');
    const field = page.getByRole('combobox', { name, exact: true });
    await field.click();
    await field.fill(typed);
    const found = page.locator('.ant-select-item-option').filter({ hasText: option }).first();
    await found.waitFor();
    // What is found comes beside what was typed, or in its place: until then an option may be drawn anew.
    await page.locator('.ant-select-loading').waitFor({ state: 'detached' });
    await found.click();
  };
  for (const [typed, option] of [
    ['林审', /林审计/],
    ['13912340000', /林审计/],
    [`#${account.id}`, /林审计|account:/],
    [`account:${account.id}`, /林审计|account:/],
  ] as const) {
    await choose('对象', typed, option);
    await page.waitForURL(new RegExp(`target=account(:|%3A)${account.id}$`));
    await page.getByRole('row', { name: /创建了账号 林审计/ }).waitFor();
  }
  await choose('操作者', 'night', /nightly/);
  await page.getByRole('row', { name: /nightly 吊销了许可证 AUDITED-1/ }).waitFor();
  await choose('对象', 'jd_aud', /jd_audited/);
  await page.getByRole('row', { name: /新增了密钥条目 jd_audited/ }).waitFor();
  await choose('对象', 'AUDITED', /AUDITED-1/);
  await page.getByRole('row', { name: /创建了许可证 AUDITED-1/ }).waitFor();

  await page.goto('/console/audit');
  await page.getByRole('combobox', { name: '操作者', exact: true }).fill('没有这个人');
  await page.getByText('没有找到。可输入姓名').waitFor();
  await page.goto('/console/audit?actor=nobody');
  await page.getByText(/可输入姓名、手机、邮箱、用户名，或 #3/).waitFor();
});

test('console audit: a whole log is said to be whole, a forged one names the entry', async () => {
  await page.goto('/console/audit');
  await page.getByRole('button', { name: '校验' }).click();
  await page.getByRole('button', { name: '开始校验' }).click();
  await page.getByText(/日志完整：共核对 \d+ 条记录/).waitFor();
  await sql`drop trigger audit_log_changes_nothing`.execute(database);
  await sql`update audit_log set actor = 'account:2' where action = 'licence.created'`.execute(database);
  await page.getByRole('button', { name: '再次校验' }).click();
  await page.getByText('日志已损坏').waitFor();
  await page.getByText(/编号 \d+ 的记录在写入之后被修改过/).waitFor();
});
