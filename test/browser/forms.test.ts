import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { transact } from '../../src/db/database.ts';
import { createMobileClient } from '../support/mobile.ts';
import { credentials } from '../support/portico.ts';
import { until } from '../support/until.ts';
import { openPage, startBrowserHouse, untilThreadHasFocus } from './browser-house.ts';

const house = await startBrowserHouse({ after });
const { portico } = house;
const { core, database } = portico.portico.house;

async function createPerson(displayName: string, handle?: string): Promise<number> {
  const account = { origin: 'mobile', displayName, ...(handle && { handle }) } as const;
  return (await transact(database, (tx) => core.accounts.create(tx, account))).id;
}

/** Every session of the owner ends, as from another device. */
const endSessions = () => transact(database, (tx) => core.sessions.endAll(tx, 1, 'sign-out'));

async function openFaq(page: Page, title: string): Promise<void> {
  await page.goto('/console/faqs');
  await page.getByRole('button', { name: '新建问题' }).first().click();
  await page.getByRole('dialog', { name: '新建问题' }).getByLabel('标题').fill(title);
}

test('console forms: a form outlives the session: after a sign-in in another tab it is saved', async () => {
  const visitor = await house.visitAsOwner();
  visitor.expectRefusals(401, 403);
  const { page, context } = visitor;
  await openFaq(page, '会话结束之前写的');
  await page.getByLabel('内容').fill('还在');
  await endSessions();
  await page.getByRole('button', { name: '保存' }).click();
  const told = page.getByRole('dialog', { name: '会话已结束' });
  const [elsewhere] = await Promise.all([
    context.waitForEvent('page'),
    told.getByRole('link', { name: '在新标签页登录' }).click(),
  ]);
  await elsewhere.locator('#identifier').fill('owner');
  await elsewhere.locator('#password').fill(credentials.ownerPassword);
  await elsewhere.keyboard.press('Enter');
  await elsewhere.locator('#content h1').waitFor();
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByRole('list').getByText('会话结束之前写的').waitFor();
});

test('console: whose session ended elsewhere is told so at the sign-in page', async () => {
  const visitor = await house.visitAsOwner();
  visitor.expectRefusals(401);
  const { page } = visitor;
  // All of it: what were asked for yet would lead to the sign-in page by itself.
  await openPage(page, '/me');
  await endSessions();
  await page.getByRole('link', { name: '常见问题' }).click();
  await page.getByRole('status').filter({ hasText: '会话已结束' }).waitFor();
});

test('console forms: after somebody else’s change the newest state is loaded around what was typed, and saving goes on', async () => {
  const visitor = await house.visitAsOwner();
  visitor.expectRefusals(412);
  const { page } = visitor;
  const id = await createPerson('甲');
  await page.goto(`/console/accounts/${id}`);
  await page.getByRole('button', { name: '编辑资料' }).click();
  const drawer = page.getByRole('dialog', { name: '编辑资料' });
  await drawer.getByLabel('职务').fill('我填的职位');
  await core.accounts.changeProfile(id, { displayName: '别人改的名字', address: '别人填的地址' }, 'test');
  await drawer.getByLabel('签名').scrollIntoViewIfNeeded();
  await drawer.getByRole('button', { name: '保存' }).click();
  await page.locator(':focus').getByRole('alert').filter({ hasText: '刚被别人修改过' }).waitFor();
  assert.ok(await isInView(page, '刚被别人修改过'), 'the problem is in sight');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await drawer.getByRole('status').filter({ hasText: '已载入最新内容' }).waitFor();
  assert.equal(await drawer.getByLabel('职务').inputValue(), '我填的职位');
  await until(async () => (await drawer.getByLabel('昵称').inputValue()) !== '甲');
  assert.equal(await drawer.getByLabel('昵称').inputValue(), '别人改的名字');
  await drawer.getByRole('button', { name: '保存' }).click();
  await drawer.waitFor({ state: 'detached' });
  const { position, display_name, address } = await core.accounts.get(id);
  assert.deepEqual([position, display_name, address], ['我填的职位', '别人改的名字', '别人填的地址']);
});

/** Whether a text is within the window, in front of nothing that scrolled it away. */
function isInView(page: Page, text: string): Promise<boolean> {
  return page
    .getByText(text)
    .first()
    .evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      const frame = element.closest('.ant-drawer-body')?.getBoundingClientRect();
      return frame !== undefined && top >= frame.top && bottom <= frame.bottom;
    });
}

test('console forms: a taken identifier is told at its field, until it is changed', async () => {
  const visitor = await house.visitAsOwner();
  visitor.expectRefusals(409);
  const { page } = visitor;
  await createPerson('乙', 'taken-handle');
  await page.goto('/console/accounts');
  await page.getByRole('button', { name: '新建账号' }).click();
  const drawer = page.getByRole('dialog', { name: '新建账号' });
  await drawer.getByLabel('用户名').fill('taken-handle');
  await drawer.getByRole('button', { name: '新建账号' }).click();
  const handle = drawer.getByRole('textbox', { name: '用户名', description: /已属于另一个账号/ });
  await handle.waitFor();
  await drawer.getByLabel('用户名').fill('another-handle');
  await handle.waitFor({ state: 'detached' });
});

test('console forms: the way back and a reload ask before what was typed is lost, and the safe answer has the focus', async () => {
  const { page } = await house.visitAsOwner();
  await page.goto('/console/me');
  await page.getByRole('link', { name: '常见问题' }).click();
  await page.getByRole('button', { name: '新建问题' }).first().click();
  const drawer = page.getByRole('dialog', { name: '新建问题' });
  await drawer.getByLabel('标题').fill('写了一半');
  await page.goBack();
  const ask = page.getByRole('dialog', { name: '放弃未保存的修改？' });
  await ask.getByRole('button', { name: '继续编辑' }).click();
  assert.equal(await drawer.getByLabel('标题').inputValue(), '写了一半');
  const warned = new Promise<string>((resolve) => {
    page.once('dialog', (dialog) => dialog.dismiss().then(() => resolve(dialog.type())));
  });
  await page.evaluate(() => location.reload());
  assert.equal(await warned, 'beforeunload');
  await drawer.getByRole('button', { name: '取消' }).click();
  await ask.waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent === '继续编辑');
  await page.keyboard.press('Enter');
  await ask.waitFor({ state: 'hidden' });
  assert.equal(await drawer.getByLabel('标题').inputValue(), '写了一半');
  await page.goBack();
  await ask.getByRole('button', { name: '放弃修改' }).click();
  await page.waitForURL(/\/console\/me$/);
});

test('console feedback: a draft survives a reload, and not a sign-out', async () => {
  const mobile = createMobileClient(portico);
  const person = await mobile.join();
  const { id } = (await mobile.send('POST', '/feedback', { feedback_content: '草稿' }, person.token)).body.data;
  const { page } = await house.visitAsOwner();
  await page.goto(`/console/feedback/${id}`);
  await untilThreadHasFocus(page);
  await page.getByLabel('回复内容').fill('还没写完');
  await page.reload();
  await page.getByLabel('回复内容').waitFor();
  assert.equal(await page.getByLabel('回复内容').inputValue(), '还没写完');
  await page.getByRole('button', { name: /^我的账号/ }).click();
  await page.getByRole('menuitem', { name: '退出登录' }).click();
  await page.locator('#identifier').waitFor();
  assert.equal(await page.evaluate(() => JSON.stringify(sessionStorage).includes('还没写完')), false);
});

test('console feedback: a canned answer leaves no hole where there is no category', async () => {
  const mobile = createMobileClient(portico);
  const person = await mobile.join();
  const { id } = (await mobile.send('POST', '/feedback', { feedback_content: '没有分类' }, person.token)).body.data;
  await core.cannedAnswers.create(
    { title: '带分类', content: '谢谢您对{category}的反馈！' },
    { actor: 'cli', address: '' },
  );
  const { page } = await house.visitAsOwner();
  await page.goto(`/console/feedback/${id}`);
  await untilThreadHasFocus(page);
  await page.getByRole('article').getByRole('button', { name: '常用回复' }).click();
  await page.getByRole('button', { name: /带分类/ }).click();
  assert.equal(await page.getByLabel('回复内容').inputValue(), '谢谢您对我们的产品的反馈！');
});

test('console: a character that is being composed is searched for once it stands', async () => {
  const { page, context } = await house.visitAsOwner();
  await page.goto('/console/accounts');
  await page.getByRole('searchbox').focus();
  const searches: string[] = [];
  page.on('request', (request) => {
    const q = new URL(request.url()).searchParams.get('q');
    if (q) searches.push(q);
  });
  const devtools = await context.newCDPSession(page);
  for (const text of ['l', 'li', 'li l', 'li le', 'li lei']) {
    await devtools.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    // Longer than searching waits for the next key.
    await page.waitForTimeout(300);
  }
  const found = page.waitForRequest(/\/accounts\?.*q=/);
  await devtools.send('Input.insertText', { text: '李雷' });
  await found;
  assert.deepEqual([...new Set(searches)], ['李雷']);
});

test('console accounts: a deletion is confirmed by the handle and Enter, and leads back to the list as it was, without the account', async () => {
  const name = '要删除的人';
  await createPerson(name, 'to-be-deleted');
  const { page } = await house.visitAsOwner();
  await page.goto('/console/accounts?origin=mobile');
  await page.getByRole('searchbox').fill(name);
  await page.waitForURL(/q=/);
  // Alone: in the whole list it stands where others move up.
  await page.waitForFunction(() => document.querySelectorAll('tbody tr.ant-table-row').length === 1);
  await page.getByRole('link', { name }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await page.getByRole('button', { name: '更多操作' }).click();
  await page.getByRole('menuitem', { name: '删除账号' }).click();
  const box = page.getByRole('dialog').getByRole('textbox', { name: '请输入“to-be-deleted”以确认' });
  await box.fill(name);
  await page.keyboard.press('Enter');
  assert.equal(await box.inputValue(), name);
  await box.fill('to-be-deleted');
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === '/console/accounts' && url.searchParams.get('origin') === 'mobile');
  assert.equal(new URL(page.url()).searchParams.get('q'), name);
  await page.getByText('没有符合条件的账号').waitFor();
});

test('console: a number that is too large is told, not changed', async () => {
  const { page } = await house.visitAsOwner();
  await page.goto('/console/licences');
  await page.getByRole('button', { name: '批量生成' }).first().click();
  const drawer = page.getByRole('dialog');
  await drawer.getByLabel('数量').fill('2000');
  await drawer.getByRole('button', { name: '生成' }).last().click();
  await drawer.getByText('请输入 1 到 1000 之间的整数').waitFor();
  assert.equal(await drawer.getByLabel('数量').inputValue(), '2000');

  const settings = (await house.visitAsOwner()).page;
  await settings.goto('/console/settings');
  const port = settings.getByRole('spinbutton', { name: '端口', disabled: false }).first();
  await port.fill('99999');
  await settings.getByRole('alert').filter({ hasText: '65535' }).waitFor();
  await settings.keyboard.press('Tab');
  assert.equal(await port.inputValue(), '99999');
  assert.ok(await settings.getByRole('button', { name: '查看并保存' }).isDisabled());
});

test('console faq: Enter in the category chooses it, and publishes nothing', async () => {
  const { page } = await house.visitAsOwner();
  await openFaq(page, '还没写好');
  const drawer = page.getByRole('dialog', { name: '新建问题' });
  await drawer.getByLabel('内容').fill('内容');
  await drawer.getByLabel('分类').fill('账号');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await drawer.getByLabel('内容').fill('内容，写完了');
  assert.deepEqual(
    (await core.faq.listAfter({ limit: 100 })).filter(({ title }) => title === '还没写好'),
    [],
  );
});

test('console sign-in: what is missing is asked for in words, and a captcha has the focus when it appears', async () => {
  const visitor = await house.visit();
  visitor.expectRefusals(400, 401);
  const { page } = visitor;
  await page.goto('/console/');
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByText('请输入用户名、手机号或邮箱').waitFor();
  await page.getByText('请输入密码').waitFor();
  await page.locator('#identifier').fill('nobody-here');
  await page.locator('#password').fill('wrong-password');
  for (let tries = 0; tries < 4; tries += 1) {
    const answered = page.waitForResponse(/\/management\/v1\/session$/);
    await page.locator('#password').press('Enter');
    await answered;
    await page.locator('button[type=submit]:enabled:not(.ant-btn-loading)').waitFor();
  }
  await page.locator('#answer:focus').waitFor();
});
