import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { transact } from '../../src/db/database.ts';
import {
  assertAccessible,
  assertFits,
  changeView,
  keepScreenshot,
  signIn,
  startBrowserHouse,
  type Visitor,
} from './browser-house.ts';

const house = await startBrowserHouse({ after });
const { core, database, jobs } = house.portico.portico.house;
const email = 'admin@example.com';
const views = [
  ['light', 1280],
  ['dark', 390],
] as const;

await transact(database, (tx) =>
  core.accounts.create(tx, {
    origin: 'console',
    handle: 'admin',
    role: 'admin',
    email: { value: email, proved: true },
  }),
);

async function look({ page }: Visitor, name: string): Promise<void> {
  for (const [theme, width] of views) {
    await changeView(page, theme, width);
    await assertAccessible(page, `${name} (${theme}, ${width})`);
    await assertFits(page, `${name} (${width})`);
    await keepScreenshot(page, `account-${name}-${width}-${theme}`);
  }
}

/** The newest link that was mailed, on this server's port. */
async function linkFor(purpose: string): Promise<string> {
  await jobs.runDue();
  const text = house.portico.outbox().findLast((line) => line.purpose === purpose)?.text ?? '';
  return /^http:\/\/[^/]+(\/account\/\S+)$/m.exec(text)?.[1] ?? assert.fail(`no link in ${text}`);
}

test('account pages: from the sign-in to a forgotten password, the mail, a new password and in', async () => {
  const visitor = await house.visit();
  const { page } = visitor;
  visitor.expectRefusals(400);
  await page.goto('/console/');
  await page.getByRole('link', { name: '忘记密码？' }).click();
  await page.getByRole('heading', { level: 1, name: /忘记密码/ }).waitFor();
  await look(visitor, 'forgotten');
  await page.getByLabel(/邮箱/).fill(email);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: /请查收邮件/ }).waitFor();
  await look(visitor, 'asked');

  const link = await linkFor('reset-password');
  await page.goto(link);
  await look(visitor, 'reset');
  await page.getByLabel(/^新密码/).fill('password1');
  await page.getByLabel(/再输入一次/).fill('password1');
  await page.getByRole('button', { name: /设置新密码/ }).click();
  await page
    .getByRole('alert')
    .filter({ hasText: /不能是常见密码/ })
    .waitFor();
  assert.doesNotMatch(page.url(), /token/, 'the address of the page has the token no more');
  await look(visitor, 'reset-weak');
  await page.getByLabel(/^新密码/).fill('a fresh secret');
  await page.getByLabel(/再输入一次/).fill('a fresh secret');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: /新密码已设置/ }).waitFor();
  await look(visitor, 'chosen');

  await page.goto(link);
  await page.getByLabel(/^新密码/).fill('another secret');
  await page.getByLabel(/再输入一次/).fill('another secret');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: /链接无效/ }).waitFor();
  await look(visitor, 'dead-link');
  await signIn(page, email, 'a fresh secret');
});

test('account pages: the page that verifies an e-mail, in the operator’s branding', async () => {
  const logo =
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
  await core.runtimeSettings.change(
    { values: { 'branding.nameZh': '门廊', 'branding.accent': '#ffe58f', 'branding.logo': logo }, reset: [] },
    { by: { actor: 'test' } },
  );
  const visitor = await house.visit();
  const { page } = visitor;
  await page.goto(`/account/verify-email?token=${'x'.repeat(43)}`);
  await page.getByText('门廊 · Portico').waitFor();
  await look(visitor, 'verify');
  await page.goto(`/blogapi/verify-email?token=${'x'.repeat(43)}`);
  await page.getByText('门廊 · Portico').waitFor();
  await look(visitor, 'blog-verify');
  assert.equal(await page.evaluate(() => document.images[0]?.naturalWidth), 1, 'the logo is shown');
});
