import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createOperator } from '../support/management.ts';
import { credentials } from '../support/portico.ts';
import { assertAccessible, keepScreenshot, startBrowserHouse } from './browser-house.ts';

const house = await startBrowserHouse({ after });
const { portico } = house;

test('a role is given only by who gives the password again, and the change then goes on by itself', async () => {
  const id = await createOperator(portico, { handle: 'to-be-raised', password: 'right-password', role: 'user' });
  const visitor = await house.visitAsOwner();
  visitor.expectRefusals(401, 403);
  const { page } = visitor;
  await page.goto(`/console/accounts/${id}`);
  portico.clock.advance(5 * 60_000 + 1);
  await page.getByRole('button', { name: '更多操作' }).click();
  await page.getByRole('menuitem', { name: '修改角色' }).click();
  await page.getByRole('radio', { name: /^管理员/ }).check();
  await page.getByRole('button', { name: '修改角色' }).click();

  await page.getByText('请再次输入密码').waitFor();
  const focused = page.locator('input[type=password]:focus');
  await focused.waitFor();
  await assertAccessible(page, 'the password prompt');
  await keepScreenshot(page, 'confirmation');
  await page.getByLabel('您的登录密码').fill('not-it');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: '密码错误' }).waitFor();
  await focused.waitFor();
  assert.equal(await focused.inputValue(), '');
  portico.clock.advance(60_000);
  await page.getByLabel('您的登录密码').fill(credentials.ownerPassword);
  await page.keyboard.press('Enter');
  await page.getByText('角色已修改').waitFor();
  const account = await portico.portico.house.core.accounts.get(id);
  assert.equal(account.role, 'admin');
});
