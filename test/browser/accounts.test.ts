import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { parsePhone } from '../../src/core/accounts/identifiers.ts';
import { transact } from '../../src/db/database.ts';
import { call } from '../support/portico.ts';
import { runPortico } from '../support/process.ts';
import { logIn, newStaffFields, type StaffFields, signUpForm } from '../support/staff.ts';
import { assertAccessible, assertFits, changeView, keepScreenshot, startBrowserHouse } from './browser-house.ts';

const house = await startBrowserHouse({ after });
const { portico } = house;
const { core, database } = portico.portico.house;

before(async () => {
  const { status, stderr } = await runPortico(['generate', '--accounts', '400'], { PORTICO_DATA_DIR: portico.dataDir });
  assert.equal(status, 0, stderr);
});

async function signUp(): Promise<StaffFields> {
  const fields = newStaffFields();
  await call(`${portico.url}/signUp`, 'PUT', signUpForm(fields));
  return fields;
}

const rows = (page: Page) => page.locator('tbody tr.ant-table-row');
test('console accounts: found as one types, by phone as it is written, and the filters stay in the address, and the way back from an account leads to them', async () => {
  const { page } = await house.visitAsOwner();
  const phone = parsePhone('13912345678') ?? assert.fail();
  const { id } = await transact(database, (tx) =>
    core.accounts.create(tx, { origin: 'mobile', displayName: '寻找我', phone: { value: phone, proved: true } }),
  );
  await page.goto('/console/accounts');
  await rows(page).first().waitFor();
  const search = page.getByRole('searchbox');
  await search.pressSequentially('+86 ');
  // What was typed so far is searched for, and takes nothing back, not even the space.
  await page.waitForURL(/q=%2B86$/);
  await search.pressSequentially('139-1234 5678');
  await page.waitForURL(/q=%2B86\+139-1234\+5678/);
  await page.getByRole('link', { name: '寻找我' }).waitFor();
  // The newest of all, it stood in the whole list before.
  await page.waitForFunction(() => document.querySelectorAll('tbody tr.ant-table-row').length === 1);
  await search.fill(`#${id}`);
  await page.waitForURL(/q=%23/);
  await page.getByRole('link', { name: '寻找我' }).waitFor();
  await search.fill('nobody-at-all');
  await page.getByText('没有符合条件的账号').waitFor();
  await page.getByRole('button', { name: '清除筛选' }).last().click();
  await rows(page).nth(20).waitFor();

  await page.getByText('已冻结', { exact: true }).first().click();
  await page.waitForURL(/status=frozen/);
  await page.reload();
  await rows(page).first().waitFor();
  const frozen = await rows(page).count();
  assert.equal(await page.locator('tbody').getByText('已冻结').count(), frozen);
  const { count } = await core.directory.count({ statuses: ['frozen'] });
  await page.getByText(`共 ${count} 个账号`).waitFor();

  const first = page.locator('tbody').getByRole('link').first();
  const name = (await first.textContent()) ?? '';
  await first.click();
  // The head of the page is drawn anew with the account: a click before may meet the one that goes.
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await page.getByRole('main').getByRole('link', { name: '账号' }).click();
  await page.waitForURL(/\/accounts\?status=frozen$/);
});

test('console accounts: hundreds are read at ease, in both themes and on a phone', async () => {
  const { page } = await house.visitAsOwner();
  await signUp();
  await page.goto('/console/accounts');
  for (const theme of ['light', 'dark'] as const) {
    for (const width of [1280, 390]) {
      await changeView(page, theme, width);
      await page.getByRole('link', { name: /./ }).first().waitFor();
      await page.waitForLoadState('networkidle');
      await keepScreenshot(page, `accounts-many-${theme}-${width}`);
      await assertFits(page, 'accounts');
      await assertAccessible(page, `accounts ${theme} ${width}`);
    }
  }
});

test('console accounts: to the last page and back, and back again from an account to the same page', async () => {
  const { page } = await house.visitAsOwner();
  await page.goto('/console/accounts');
  const firstName = await rows(page).first().getByRole('link').textContent();
  await page.getByRole('button', { name: '最后一页' }).click();
  await page.waitForURL(/cursor=/);
  // The page before is shown until the last one is here, as busy once it is asked for: of it the next is no end.
  await page.locator('[aria-busy="false"]').getByRole('button', { name: '下一页', disabled: true }).waitFor();
  const lastName = (await rows(page).last().getByRole('link').textContent()) ?? '';
  await rows(page).last().getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: lastName }).waitFor();
  await page.goBack();
  await page.waitForURL(/cursor=/);
  await rows(page).first().waitFor();
  assert.equal(await rows(page).last().getByRole('link').textContent(), lastName);
  await page.getByRole('button', { name: '第一页' }).click();
  await page.waitForURL((url) => !url.search.includes('cursor'));
  await page
    .getByRole('link', { name: firstName ?? '', exact: true })
    .first()
    .waitFor();
});

test('console accounts: many who wait are approved at once, and then sign in at the staff contract', async () => {
  const people = [await signUp(), await signUp()];
  const { page } = await house.visitAsOwner();
  await page.goto('/console/accounts?status=waiting&order=');
  for (const { name } of people) await page.getByRole('checkbox', { name: `选择 ${name}` }).check();
  await page.getByText('已选 2 个账号').waitFor();
  await page.getByRole('button', { name: '批准所选' }).click();
  await page.getByText('已批准 2 个账号').waitFor();
  for (const { name } of people) await page.getByRole('link', { name }).waitFor({ state: 'detached' });
  for (const { nickname } of people) assert.equal((await logIn(portico, nickname)).body.status, true);
});

test('console accounts: one is made, its owner chooses a password by the link, which then is used up', async () => {
  const visitor = await house.visitAsOwner();
  visitor.expectRefusals(400);
  const { page } = visitor;
  await page.goto('/console/accounts');
  await page.getByRole('button', { name: '新建账号' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('button', { name: '新建账号' }).click();
  await drawer.getByRole('alert').getByText('用户名、手机号、邮箱至少填写一项').waitFor();
  await drawer.getByLabel('用户名').fill('新同事_1');
  await drawer.getByRole('textbox', { name: '手机号' }).fill('123');
  await drawer.getByRole('button', { name: '新建账号' }).click();
  await drawer.getByRole('alert').getByText('不是有效的手机号').waitFor();
  await drawer.getByRole('textbox', { name: '手机号' }).fill('');
  await drawer.getByRole('button', { name: '新建账号' }).click();
  const link = await page.getByRole('textbox', { name: '一次性链接' }).inputValue();
  await keepScreenshot(page, 'account-link-light-1280');
  await page.getByRole('button', { name: '我已保存' }).click();
  await page.getByRole('heading', { level: 1, name: '新同事_1' }).waitFor();

  const invited = await house.visit({ width: 390 });
  invited.expectRefusals(400);
  await invited.page.goto(link);
  await invited.page.getByLabel('新密码', { exact: true }).fill('password1');
  await invited.page.getByLabel('再次输入新密码').fill('password1');
  await invited.page.getByRole('button', { name: '保存新密码' }).click();
  await invited.page.getByText('至少 8 位，且不能是常见密码').waitFor();
  await keepScreenshot(invited.page, 'reset-password-refused-light-390');
  await assertAccessible(invited.page, 'reset password');
  await invited.page.getByLabel('新密码', { exact: true }).fill('a-good-one-1');
  await invited.page.getByLabel('再次输入新密码').fill('a-good-one-1');
  await invited.page.getByRole('button', { name: '保存新密码' }).click();
  await invited.page.getByText('新密码已生效').waitFor();
  assert.ok(!invited.page.url().includes('token'));
  const again = await house.visit();
  again.expectRefusals(400);
  await again.page.goto(link);
  await again.page.getByLabel('新密码', { exact: true }).fill('a-good-one-2');
  await again.page.getByLabel('再次输入新密码').fill('a-good-one-2');
  await again.page.getByRole('button', { name: '保存新密码' }).click();
  await again.page.getByText('请索取新的链接').waitFor();
});

test('console accounts: everything about one can be read and done, in both themes and on a phone', async () => {
  const { page } = await house.visitAsOwner();
  const fields = await signUp();
  const account = await core.accounts.findBy({ kind: 'handle', handleKey: fields.nickname });
  const id = account?.id as number;
  await core.accounts.approveForStaff(id, 'test');
  await logIn(portico, fields.nickname);
  await core.devices.bind(id, { clientId: 'client-of-test', clientType: 'android' });
  const person = await core.feedback.submit(id, { content: '夜间模式很好用', categoryId: null, contactPhone: '' });
  assert.ok(person.id);
  for (const tab of ['profile', 'sessions', 'devices', 'feedback', 'licence', 'audit']) {
    await page.goto(`/console/accounts/${id}?tab=${tab}`);
    await page.getByRole('heading', { level: 1, name: fields.name }).waitFor();
    await page.waitForLoadState('networkidle');
    for (const theme of ['light', 'dark'] as const) {
      for (const width of [1280, 390]) {
        await changeView(page, theme, width);
        await keepScreenshot(page, `account-${tab}-${theme}-${width}`);
        await assertFits(page, tab);
        await assertAccessible(page, `${tab} ${theme} ${width}`);
      }
    }
    await changeView(page, 'light', 1280);
  }

  await page.goto(`/console/accounts/${id}?tab=sessions`);
  await page.getByRole('button', { name: /^退出该设备/ }).click();
  await page.getByText('已结束').waitFor();
  await page.getByRole('button', { name: '编辑资料' }).click();
  await page.getByLabel('昵称').fill('改名了');
  await page.getByRole('button', { name: /保\s?存/ }).click();
  await page.getByRole('heading', { level: 1, name: '改名了' }).waitFor();

  await page.getByRole('button', { name: '更多操作' }).click();
  await page.getByRole('menuitem', { name: '冻结' }).click();
  await page.getByRole('button', { name: '冻结账号' }).click();
  await page.getByRole('button', { name: /解\s?冻/ }).click();
  await page.getByText('正常', { exact: true }).waitFor();

  await page.getByRole('button', { name: '更多操作' }).click();
  await page.getByRole('menuitem', { name: '修改角色' }).click();
  await page.getByRole('radio', { name: /^管理员/ }).check();
  await page.getByRole('button', { name: '修改角色' }).click();
  await page.getByRole('main').getByText('管理员', { exact: true }).waitFor();

  await page.getByRole('button', { name: '更多操作' }).click();
  await page.getByRole('menuitem', { name: '删除账号' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('1 条反馈和其中的 0 条回复会删除').waitFor();
  await keepScreenshot(page, 'account-deletion-light-1280');
  await assertAccessible(page, 'deletion');
  await dialog.getByRole('textbox').fill(fields.nickname);
  await dialog.getByRole('button', { name: '永久删除' }).click();
  await page.waitForURL(/\/console\/accounts$/);
  assert.equal(await core.accounts.find(id), undefined);
});

test('console accounts: what somebody else changed meanwhile is told, and nothing is lost in silence', async () => {
  const visitor = await house.visitAsOwner();
  visitor.expectRefusals(412);
  const { page } = visitor;
  const { id } = await transact(database, (tx) =>
    core.accounts.create(tx, { origin: 'mobile', displayName: '两个人改' }),
  );
  await page.goto(`/console/accounts/${id}`);
  await page.getByRole('button', { name: '编辑资料' }).click();
  await page.getByLabel('昵称').fill('我的修改');
  await core.accounts.changeProfile(id, { displayName: '别人的修改' }, 'test');
  await page.getByRole('button', { name: /保\s?存/ }).click();
  await page.getByText('这条数据刚被别人修改过').waitFor();
  await page.getByRole('button', { name: '载入最新内容' }).click();
  await page.getByRole('heading', { level: 1, name: '别人的修改' }).waitFor();
});

test('console accounts: an export is a file with the filters in it', async () => {
  const { page } = await house.visitAsOwner();
  await page.goto('/console/accounts?status=frozen');
  await rows(page).first().waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '导出 CSV' }).click(),
  ]);
  assert.match(download.suggestedFilename(), /^accounts-.*\.csv$/);
  const text = await (await download.createReadStream()).setEncoding('utf8').reduce((all, part) => all + part, '');
  assert.ok(text.split('\r\n').length > 2 && !text.includes(',active,'));
});
