import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { credentials } from '../support/portico.ts';
import { focusedText, openPage, signIn, startBrowserHouse } from './browser-house.ts';

const house = await startBrowserHouse({ after });
const password = credentials.ownerPassword;

test('console: the first sign-in, by keyboard alone, from the address of a page to that page', async () => {
  const { page } = await house.visit();
  await page.goto('/console/audit?actor=cli');
  await page.waitForURL(/\/console\/sign-in\?return=/);
  await page.locator('#identifier:focus').waitFor();
  await page.keyboard.type('owner');
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/console\/audit\?actor=cli$/);
  await page.getByRole('heading', { level: 1, name: '审计日志' }).waitFor();
  assert.match(await page.title(), /^审计日志 · /);
});

test('console: by keyboard to the content, past the navigation, and after a navigation on at the new page’s title', async () => {
  const { page } = await house.visitAsOwner();
  await page.goto('/console/me');
  await page.locator('#content h1').waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await focusedText(page), '跳到主要内容');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'content');
  await page.getByRole('link', { name: '账号', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.locator('h1:focus').waitFor();
  assert.equal(await focusedText(page), '账号');
});

test('console: a password can be looked at, a wrong one is told in words, and the fourth try needs a captcha', async () => {
  const visitor = await house.visit();
  const { page } = visitor;
  visitor.expectRefusals(400, 401);
  await page.goto('/console/');
  await page.locator('#identifier').fill('nobody');
  await page.locator('#password').fill('wrong-password');
  await page.getByRole('button', { name: /显示|eye/ }).click();
  assert.equal(await page.locator('#password').getAttribute('type'), 'text');
  for (let tries = 0; tries < 4; tries += 1) {
    const answered = page.waitForResponse(/\/management\/v1\/session$/);
    await page.locator('#password').press('Enter');
    await answered;
    await page
      .getByRole('alert')
      .filter({ hasText: /账号或密码错误|需要验证码/ })
      .waitFor();
    // Meanwhile, and for a second after some tries, it takes no other.
    await page.locator('button[type=submit]:enabled:not(.ant-btn-loading)').waitFor();
  }
  const picture = page.getByRole('button', { name: '看不清，换一张' }).locator('img');
  await picture.waitFor();
  const first = await picture.getAttribute('src');
  await picture.click();
  await page.waitForFunction(
    (src) => ![undefined, src].includes(document.querySelector('form img')?.getAttribute('src')),
    first,
  );
  await page.getByLabel('图形验证码').fill('0000');
  const refused = page.waitForResponse(/\/management\/v1\/session$/);
  await page.keyboard.press('Enter');
  assert.equal((await (await refused).json()).code, 'captcha.wrong');
});

test('console: language and theme are chosen, and still so after a reload', async () => {
  const { page } = await house.visitAsOwner();
  await page.getByRole('button', { name: /^语言/ }).click();
  await page.getByRole('menuitem', { name: 'English' }).click();
  await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();
  await page.getByRole('button', { name: /^Appearance/ }).click();
  await page.getByRole('menuitem', { name: 'Dark' }).click();
  await page.waitForFunction(() => document.documentElement.style.colorScheme === 'dark');
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();
  const shown = await page.evaluate(() => ({
    language: document.documentElement.lang,
    scheme: document.documentElement.style.colorScheme,
    background: getComputedStyle(document.querySelector('aside') as Element).backgroundColor,
  }));
  assert.deepEqual({ language: shown.language, scheme: shown.scheme }, { language: 'en', scheme: 'dark' });
  const [red = 255] = shown.background.match(/\d+/g)?.map(Number) ?? [];
  assert.ok(red < 60, `the navigation is dark: ${shown.background}`);
});

test('console: whoever signs out is out: neither the way back nor the address shows anything', async () => {
  const { page } = await house.visitAsOwner();
  await page.goto('/console/me');
  await page.getByRole('button', { name: /^我的账号/ }).click();
  await page.getByRole('menuitem', { name: '退出登录' }).click();
  await page.locator('#identifier').waitFor();
  await page.goBack();
  await page.locator('#identifier').waitFor();
  await page.goto('/console/me');
  await page.locator('#identifier').waitFor();
});

test('console: a session that ended elsewhere leads to signing in, and back to where it ended', async () => {
  const visitor = await house.visitAsOwner();
  const { page } = visitor;
  visitor.expectRefusals(401);
  // All of it: what were asked for yet would be refused here, and this the page to go back to.
  await openPage(page, '/me');
  const { core } = house.portico.portico.house;
  const [newest] = await core.sessions.listOf(1, { after: undefined, limit: 1 });
  await core.sessions.end(newest?.id as number, 'sign-out');
  await page.getByRole('link', { name: '常见问题' }).click();
  await page.waitForURL(/\/console\/sign-in\?return=/);
  await page.locator('#identifier').fill('owner');
  await page.locator('#password').fill(password);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/console\/faqs$/);
});

test('console: on a phone the navigation is in a drawer, which a choice closes', async () => {
  const { page } = await house.visit({ width: 390 });
  await signIn(page, 'owner', password);
  await page.getByRole('button', { name: '打开导航菜单' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('link', { name: '账号', exact: true }).click();
  await page.waitForURL(/\/console\/accounts$/);
  await drawer.waitFor({ state: 'hidden' });
});

test('console: whoever changes their password is asked for the old one, signed out everywhere, and signs in with the new one', async (t) => {
  // A house of its own: whoever is still signed in from before would be signed out, too.
  const house = await startBrowserHouse(t);
  const elsewhere = await house.visitAsOwner();
  const visitor = await house.visitAsOwner();
  elsewhere.expectRefusals(401);
  visitor.expectRefusals(401);
  const { page } = visitor;
  const next = 'quiet-harbour-37';
  await page.goto('/console/me');
  await page.getByRole('button', { name: '修改密码' }).click();
  const drawer = page.getByRole('dialog', { name: '修改密码' });
  await drawer.getByLabel('当前密码').fill('not-the-password');
  await drawer.getByLabel('新密码', { exact: true }).fill(next);
  await drawer.getByLabel('再输入一次新密码').fill(next);
  await drawer.getByRole('button', { name: '修改密码' }).click();
  await drawer.getByRole('alert').filter({ hasText: '与您当前的密码不符' }).waitFor();
  await drawer.getByLabel('当前密码').fill(password);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/console\/sign-in$/);
  await elsewhere.page.goto('/console/me');
  await elsewhere.page.waitForURL(/\/console\/sign-in/);
  await signIn(page, 'owner', next);
});
