import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { transact } from '../../src/db/database.ts';
import { call, credentials } from '../support/portico.ts';
import { idOf, newStaffFields, signUpForm } from '../support/staff.ts';
import { startBrowserHouse } from './browser-house.ts';

const house = await startBrowserHouse({ after });
const { core, database } = house.portico.portico.house;

/** What has the focus is called, and what it is. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const held = document.activeElement;
    if (!(held instanceof HTMLElement) || held === document.body) return 'nothing';
    const label =
      held instanceof HTMLInputElement || held instanceof HTMLTextAreaElement ? held.labels?.[0] : undefined;
    return held.getAttribute('aria-label') ?? label?.textContent ?? held.textContent ?? '';
  });
/** Waits until it has. */
const focusOn = async (page: Page, name: string) => {
  const held = await page
    .waitForFunction((wanted) => {
      const at = document.activeElement;
      const label = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement ? at.labels?.[0] : undefined;
      return (at?.getAttribute('aria-label') ?? label?.textContent ?? at?.textContent) === wanted;
    }, name)
    .catch(() => undefined);
  if (!held) assert.equal(await focused(page), name);
};

/** Opens a menu by its button and chooses an entry, by keys alone. */
async function chooseByKeys(page: Page, button: string, entry: string): Promise<void> {
  await page.getByRole('button', { name: button }).first().focus();
  await page.keyboard.press('Enter');
  const item = page.getByRole('menuitem', { name: entry });
  await item.waitFor();
  await page.keyboard.press('Tab');
  const isThere = () => item.evaluate((element) => element === document.activeElement);
  for (let step = 0; step < 12 && !(await isThere()); step += 1) {
    const before = await page.evaluateHandle(() => document.activeElement);
    await page.keyboard.press('ArrowDown');
    // The menu moves the focus with its next frame.
    await page.waitForFunction((last) => document.activeElement !== last, before);
  }
  assert.ok(await isThere(), `${entry} is reached by keys`);
  await page.keyboard.press('Enter');
}

const motions = ['reduce', 'no-preference'] as const;

async function createPerson(name: string, handle?: string): Promise<number> {
  const account = { origin: 'mobile', displayName: name, ...(handle && { handle }) } as const;
  return (await transact(database, (tx) => core.accounts.create(tx, account))).id;
}

/** Somebody who signed up at the staff door, and whom nobody let in yet. */
async function createWaiting(name: string): Promise<number> {
  const fields = newStaffFields({ name });
  await call(`${house.portico.url}/signUp`, 'PUT', signUpForm(fields));
  return idOf(house.portico, fields.nickname);
}

for (const motion of motions) {
  test(`console: by keys alone a menu opens its dialogs, which stay open and give the focus back (motion: ${motion})`, async () => {
    const { page } = await house.visitAsOwner({ motion });
    const id = await createPerson('键盘');
    await page.goto(`/console/accounts/${id}`);
    for (const [entry, title] of [
      ['修改角色', '修改“键盘”的角色'],
      ['删除账号', '删除“键盘”？'],
      ['冻结', '冻结“键盘”？'],
    ] as const) {
      await chooseByKeys(page, '更多操作', entry);
      const dialog = page.getByRole('dialog', { name: title });
      await dialog.waitFor();
      await dialog.getByRole('button', { name: '取消' }).waitFor();
      await page.getByRole('menu').last().waitFor({ state: 'hidden' });
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await focusOn(page, '更多操作');
    }
  });

  test(`console: what opens has the focus in its first field (motion: ${motion})`, async () => {
    const { page } = await house.visitAsOwner({ motion });
    for (const [path, button, field] of [
      ['/faqs', '新建问题', '标题'],
      ['/pushes', '写推送', '标题'],
      ['/licences', '批量生成', '自动生成'],
      ['/accounts', '新建账号', '用户名'],
      ['/keys', '新建签名密钥', '名称'],
      ['/me', '修改密码', '当前密码'],
      ['/vault', '添加账号', 'pin'],
    ] as const) {
      await page.goto(`/console${path}`);
      await page.getByRole('button', { name: button }).first().focus();
      await page.keyboard.press('Enter');
      await focusOn(page, field);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await focusOn(page, button);
    }
    await page.goto('/console/releases');
    await page.getByRole('button', { name: '发布新版本' }).first().press('Enter');
    await page.waitForFunction(() => document.activeElement?.closest('[role=dialog] form .ant-upload') !== null);
  });

  test(`console: asked whether to throw away what was filled in, Enter keeps it (motion: ${motion})`, async () => {
    const { page } = await house.visitAsOwner({ motion });
    for (const [path, button, field] of [
      ['/faqs', '新建问题', '标题'],
      ['/releases', '发布新版本', '版本号'],
    ] as const) {
      await page.goto(`/console${path}`);
      await page.getByRole('button', { name: button }).first().click();
      const drawer = page.getByRole('dialog', { name: button });
      await drawer.getByLabel(field).fill('写了一半');
      await page.keyboard.press('Escape');
      await focusOn(page, '继续编辑');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: '放弃未保存的修改？' }).waitFor({ state: 'detached' });
      assert.equal(await drawer.getByLabel(field).inputValue(), '写了一半');
      await drawer.getByRole('button', { name: '取消' }).click();
      await focusOn(page, '继续编辑');
      // What is still moving can slip from under a pointer.
      await page.getByRole('button', { name: '放弃修改' }).press('Enter');
      await drawer.waitFor({ state: 'detached' });
    }
  });

  test(`console: the password is asked for with the focus in its field (motion: ${motion})`, async () => {
    await core.vault.put({ pin: `pin-${motion}`, ptKey: 'key' }, { actor: 'test', contract: 'panel', address: '' });
    const { page } = await house.visitAsOwner({ motion });
    await page.goto('/console/vault');
    await page.getByRole('button', { name: '查看密钥' }).first().press('Enter');
    const dialog = page.getByRole('dialog');
    await focusOn(page, '登录密码');
    assert.deepEqual(await dialog.getByRole('button', { name: /查看|OK|确定/ }).allTextContents(), ['查看']);
    await page.keyboard.type(credentials.ownerPassword);
    await page.keyboard.press('Enter');
    await dialog.getByLabel('pt_key').first().waitFor();
    await page.keyboard.press('Escape');
    await focusOn(page, '查看密钥');
  });
}

test('console: after a change that takes its own button away the focus is at the page’s title, after a page of a list at the way back', async () => {
  const { page } = await house.visitAsOwner();
  const waiting = await createWaiting('等待批准');
  await page.goto(`/console/accounts/${waiting}`);
  await page.getByRole('button', { name: '批准' }).press('Enter');
  await page.getByRole('button', { name: '批准' }).waitFor({ state: 'detached' });
  await focusOn(page, '等待批准');

  const frozen = await createPerson('要冻结');
  await page.goto(`/console/accounts/${frozen}`);
  await chooseByKeys(page, '更多操作', '冻结');
  await page.getByRole('button', { name: '冻结账号' }).press('Enter');
  await page.getByRole('button', { name: '解冻' }).waitFor();
  await focusOn(page, '更多操作');

  await Promise.all(Array.from({ length: 60 }, (_, at) => createPerson(`第 ${at} 位`)));
  await page.goto('/console/accounts');
  await page.getByRole('button', { name: '最后一页' }).press('Enter');
  await page.waitForURL(/cursor=/);
  await focusOn(page, '第一页');
});

test('console: applying a rollout by keyboard gives the focus back to its button, and a share that is none is told', async () => {
  const { page } = await house.visitAsOwner();
  const by = { actor: 'cli', address: '' } as const;
  const release = { version: '1.0.0', fileName: 'tool.zip', channel: 'stable', rolloutPercent: 100 };
  await core.releases.publish(release as never, Readable.from([Buffer.from('release')]), by as never);
  await page.goto('/console/releases');
  await page.getByRole('button', { name: /^调整 1\.0\.0/ }).press('Enter');
  const share = page.getByRole('spinbutton', { name: '灰度比例' });
  await share.fill('150');
  await page.getByRole('alert').filter({ hasText: '请输入 0 到 100 之间的整数' }).waitFor();
  assert.ok(await page.getByRole('button', { name: '应用' }).isDisabled());
  await share.fill('40');
  await page.getByRole('button', { name: '应用' }).press('Enter');
  await page.getByText('灰度比例已调整为 40%').waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label')?.startsWith('调整 1.0.0'));
});

test('console: by keys alone a link in a menu is followed', async () => {
  const { page } = await house.visitAsOwner();
  await page.goto('/console/audit');
  const download = page.waitForEvent('download');
  await chooseByKeys(page, '导出', '导出 CSV（表格）');
  assert.match((await download).suggestedFilename(), /^audit-.*\.csv$/);
});
