import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { sign } from '../support/blog.ts';
import { toQuery } from '../support/encodings.ts';
import { createOperator } from '../support/management.ts';
import { call, credentials } from '../support/portico.ts';
import { assertAccessible, keepScreenshot, signIn, startBrowserHouse } from './browser-house.ts';

const house = await startBrowserHouse({ after }, { PORTICO_DESKTOP_HOST: 'desktop.example.com' });
const { portico } = house;
const { core, database } = portico.portico.house;
const by = { actor: 'test' };

/** Clicks the button of that name, the first where an empty list offers the same as the page's head. */
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).first().click();

async function visitAsAdmin() {
  await createOperator(portico, { handle: 'an-admin', password: 'right-password' });
  const visitor = await house.visit();
  await signIn(visitor.page, 'an-admin', 'right-password');
  return visitor;
}

test('vault: an account is added, and its keys are shown to who gives the password again, for half a minute', async () => {
  const visitor = await house.visitAsOwner();
  const { page } = visitor;
  visitor.expectRefusals(401);
  await page.clock.install();
  await page.goto('/console/vault');
  await page.getByText('密钥库还是空的').waitFor();
  await press(page, /添加账号/);
  await page.getByLabel('pin', { exact: true }).fill('jd_1');
  await page.getByLabel('pt_key').fill('AAJ-the-key');
  await press(page, '保存');
  await page.getByLabel('pt_key').waitFor({ state: 'detached' });
  await page.getByText('jd_1').waitFor();
  assert.ok(!(await page.content()).includes('AAJ-the-key'), 'the list never shows a key');

  await press(page, /查看密钥/);
  await page.getByLabel('登录密码').fill('not-it');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: '密码错误' }).waitFor();
  await page.getByLabel('登录密码').fill(credentials.ownerPassword);
  await keepScreenshot(page, 'vault-reveal-password');
  await page.keyboard.press('Enter');
  const shown = page.getByLabel('pt_key', { exact: true });
  assert.equal(await shown.inputValue(), 'AAJ-the-key');
  await page.getByText(/秒后自动隐藏/).waitFor();
  await keepScreenshot(page, 'vault-reveal-keys');
  await assertAccessible(page, 'revealed keys');
  await page.clock.fastForward(31_000);
  await shown.waitFor({ state: 'detached' });
  const revealed = await database.selectFrom('audit_log').selectAll().where('action', '=', 'vault.revealed').execute();
  assert.deepEqual(
    revealed.map(({ actor, target }) => [actor, target]),
    [['account:1', 'vault-entry:1']],
  );
});

test('vault: what is due can be filtered, a new key ends it, and deleting says what goes', async () => {
  await core.vault.create({ pin: 'due_1', ptKey: 'old' }, by);
  await core.vault.create({ pin: 'fresh_1', ptKey: 'new' }, by);
  const longAgo = portico.clock.now() - 91 * 86_400_000;
  await database.updateTable('vault_entries').set({ keys_changed_at: longAgo }).where('pin', '=', 'due_1').execute();
  const { page } = await house.visitAsOwner();
  await page.goto('/console/vault');
  await page.getByText('fresh_1').waitFor();
  // Its state is the address's, which follows after the click.
  await page.getByLabel('只看待更换').click();
  await page.getByText('fresh_1').waitFor({ state: 'detached' });
  await page.getByText('待更换', { exact: true }).waitFor();
  await press(page, 'due_1 的更多操作');
  await page.getByRole('menuitem', { name: '编辑' }).click();
  await page.getByLabel('wskey').fill('another');
  await press(page, '保存');
  await page.getByText('没有待更换的密钥').waitFor();
  await press(page, '清除筛选');
  await press(page, 'due_1 的更多操作');
  await page.getByRole('menuitem', { name: '删除' }).click();
  await page.getByText('密钥会被永久删除').waitFor();
  await press(page, '删除账号');
  await page.getByText('due_1').first().waitFor({ state: 'detached' });
  assert.deepEqual(await core.vault.list({ pinPrefix: 'due' }, { most: 1 }), []);
});

test('vault: the owner replaces the panel token, which is shown once; an admin is told who can', async () => {
  const { page } = await house.visitAsOwner();
  await page.goto('/console/vault');
  await press(page, '重置令牌');
  await page.getByText('现有令牌立即失效').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: '重置令牌' }).click();
  const token = await page.getByLabel('api-token', { exact: true }).inputValue();
  await keepScreenshot(page, 'panel-token-made');
  await press(page, '我已保存');
  const count = () => call(`${portico.url}/openApi/count`, 'GET', undefined, { 'api-token': token });
  assert.equal((await count()).status, 200);
  const admin = await visitAsAdmin();
  await admin.page.goto('/console/vault');
  await admin.page.getByText('只有所有者可以重置面板令牌').waitFor();
  await admin.page.goto('/console/keys');
  await admin.page.getByText('只有所有者可以创建').waitFor();
  assert.equal(await admin.page.getByRole('button', { name: /新建/ }).count(), 0);
  await admin.page.goto('/console/settings');
  await admin.page.getByText('只有所有者可以修改设置').waitFor();
  assert.equal(await admin.page.getByRole('switch').first().isDisabled(), true);
});

test('signing keys: made, shown once, rotated with both valid meanwhile, disabled', async () => {
  const { page } = await house.visitAsOwner();
  await page.goto('/console/keys');
  await press(page, /新建签名密钥/);
  await page.getByLabel('名称').fill('前端');
  await press(page, '保存');
  const readPair = async () => ({
    authKey: await page.getByLabel('auth_key', { exact: true }).inputValue(),
    secret: await page.getByLabel('auth_secret', { exact: true }).inputValue(),
  });
  const ask = async ({ authKey, secret }: { authKey: string; secret: string }): Promise<number> => {
    const parameters = { ...sign({}, portico.clock.now(), secret), auth_key: authKey };
    return (await call(`${portico.url}/blogapi/service/captcha?${toQuery(parameters)}`, 'GET')).status;
  };
  const old = await readPair();
  assert.equal(await ask(old), 200);
  await press(page, '我已保存');

  const row = page.getByRole('row').filter({ hasText: old.authKey });
  await row.getByRole('button', { name: '轮换', exact: true }).click();
  await page.getByText(/旧密钥将于 \d{4}-\d\d-\d\d .* 失效/).waitFor();
  await page.getByLabel('1 天').check();
  await keepScreenshot(page, 'signing-key-rotation');
  await assertAccessible(page, 'rotation');
  await press(page, '轮换密钥');
  await page.getByText('新密钥已生成').waitFor();
  const successor = await readPair();
  await press(page, '我已保存');
  assert.deepEqual([await ask(old), await ask(successor)], [200, 200]);
  await row.getByText('即将失效').waitFor();
  await row.getByRole('button', { name: '停用' }).click();
  await press(page, '停用密钥');
  await row.getByText('已停用').waitFor();
  assert.deepEqual([await ask(old), await ask(successor)], [514, 200]);
});

test('API keys: made with chosen rights, shown once, then known by the last characters, and revoked', async () => {
  const { page } = await house.visitAsOwner();
  await page.goto('/console/keys?tab=api');
  await press(page, /新建 API 密钥/);
  await page.getByLabel('名称').fill('发布流水线');
  await press(page, '保存');
  await page.getByText('请至少选择一项权限').waitFor();
  await page.getByLabel('密钥库：查看', { exact: true }).check();
  await keepScreenshot(page, 'api-key-form');
  await assertAccessible(page, 'API key form');
  await press(page, '保存');
  const key = await page.getByRole('textbox', { name: 'API 密钥' }).inputValue();
  const list = () => call(`${portico.url}/management/v1/vault`, 'GET', undefined, { authorization: `Bearer ${key}` });
  assert.equal((await list()).status, 200);
  await press(page, '我已保存');
  const row = page.getByRole('row').filter({ hasText: key.slice(-4) });
  await row.getByText('密钥库：查看').waitFor();
  await row.getByRole('button', { name: '吊销' }).click();
  await press(page, '吊销密钥');
  await row.getByText('已吊销').waitFor();
  assert.equal((await list()).status, 401);
});

test('settings: a change is reviewed, saved, in force at once, and taken back', async () => {
  const { page } = await house.visitAsOwner();
  const ask = () => call(`${portico.url}/blogapi/service/captcha`, 'GET');
  assert.equal((await ask()).status, 512);
  await page.goto('/console/settings');
  await page.getByLabel('请求签名').click();
  await page.getByTitle('可选').click();
  await page.getByText('1 项修改尚未保存').waitFor();
  await press(page, '查看并保存');
  await page.getByRole('dialog').getByText('必须签名').waitFor();
  await keepScreenshot(page, 'settings-review');
  await press(page, '保存修改');
  await page.getByText('设置已保存并生效').waitFor();
  assert.equal((await ask()).status, 200);
  await press(page, '恢复默认: 请求签名');
  await press(page, '查看并保存');
  await press(page, '保存修改');
  await page.getByText('尚未保存').waitFor({ state: 'detached' });
  assert.equal((await ask()).status, 512);
});

test('settings: what somebody else saved meanwhile is loaded, and the own change kept to be saved once more', async () => {
  const visitor = await house.visitAsOwner();
  const { page } = visitor;
  visitor.expectRefusals(412);
  await page.goto('/console/settings');
  await page.getByLabel('产品名称（中文）').fill('我们的账号');
  const values = { 'branding.nameEn': 'Ours' };
  await core.runtimeSettings.change({ values, reset: [] }, { by: { actor: 'test' } });
  await press(page, '查看并保存');
  await press(page, '保存修改');
  await page.getByText('设置刚被他人修改，最新内容已载入').waitFor();
  await press(page, '保存修改');
  await page.getByText('设置已保存并生效').waitFor();
  assert.equal(core.runtimeSettings.current()['branding.nameZh'], '我们的账号');
  const reset = ['branding.nameZh', 'branding.nameEn'] as const;
  await core.runtimeSettings.change({ values: {}, reset: [...reset] }, { by: { actor: 'test' } });
});

test('settings: a host name that is taken is told at the setting, and leaving with changes asks first', async () => {
  const visitor = await house.visitAsOwner();
  const { page } = visitor;
  visitor.expectRefusals(400);
  await page.goto('/console/settings');
  const blog = page.locator('.ant-card').filter({ has: page.getByRole('heading', { name: '博客' }) });
  await blog.getByLabel('独立域名').fill('desktop.example.com');
  await press(page, '查看并保存');
  await press(page, '保存修改');
  await page
    .getByRole('dialog')
    .getByText(/博客 · 独立域名：.*与另一个接口的域名相同/)
    .waitFor();
  await page.getByRole('dialog').getByRole('button', { name: '取消' }).click();
  await blog.getByText('与另一个接口的域名相同').waitFor();
  await page.getByRole('link', { name: '密钥管理' }).click();
  await page.getByText('离开并放弃修改？').waitFor();
  await press(page, '留在此页');
  await page.getByText('1 项修改尚未保存').waitFor();
  await page.getByRole('link', { name: '密钥管理' }).click();
  await press(page, '放弃并离开');
  await page.getByRole('heading', { level: 1, name: '密钥管理' }).waitFor();
  assert.equal(core.runtimeSettings.current()['blog.hostName'], null);
});
