import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import { createOperator } from '../support/management.ts';
import { credentials } from '../support/portico.ts';
import { startBrowserHouse } from './browser-house.ts';

const house = await startBrowserHouse({ after });
const { core } = house.portico.portico.house;

/** As another tab of the same browser does it. */
async function signInElsewhere(context: BrowserContext, identifier: string, password: string): Promise<void> {
  const response = await context.request.post('/management/v1/session', { data: { identifier, password } });
  assert.equal(response.status(), 201);
}

test('console: after a sign-in in another tab a form is saved as if nothing had been', async () => {
  const visitor = await house.visitAsOwner();
  const { page, context } = visitor;
  visitor.expectRefusals(403);
  await page.goto('/console/keys');
  await page
    .getByRole('button', { name: /新建签名密钥/ })
    .first()
    .click();
  await page.getByLabel('名称').fill('两个标签页');
  await signInElsewhere(context, 'owner', credentials.ownerPassword);
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByLabel('auth_secret', { exact: true }).waitFor();
  const keys = await core.signingKeys.listPage({ most: 10 });
  assert.equal(keys.filter(({ name }) => name === '两个标签页').length, 1);
});

test('console: where somebody else signed in in another tab, a form says so and keeps what was filled in', async () => {
  await createOperator(house.portico, { handle: 'somebody-else', password: 'right-password', role: 'owner' });
  const visitor = await house.visitAsOwner();
  const { page, context } = visitor;
  visitor.expectRefusals(403);
  await page.goto('/console/keys');
  await page
    .getByRole('button', { name: /新建签名密钥/ })
    .first()
    .click();
  await page.getByLabel('名称').fill('不是我的');
  await signInElsewhere(context, 'somebody-else', 'right-password');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByText('另一个标签页已登录为“somebody-else”').first().waitFor();
  assert.equal(await page.getByLabel('名称').inputValue(), '不是我的');
  assert.equal((await core.signingKeys.listPage({ most: 10 })).filter(({ name }) => name === '不是我的').length, 0);
});
