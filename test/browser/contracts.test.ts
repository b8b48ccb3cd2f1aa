import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { contractNames } from '../../src/contracts/names.ts';
import { gatewayDefinitions } from '../../src/gateways/definitions.ts';
import { assertAccessible, assertFits, keepScreenshot, startBrowserHouse } from './browser-house.ts';

const house = await startBrowserHouse({ after });

for (const width of [1280, 390]) {
  test(`docs: the index fits ${width} px, and leads to each contract and back`, async () => {
    const { page } = await house.visit({ width });
    await page.goto('/docs');
    await assertFits(page, '/docs/');
    await assertAccessible(page, '/docs/');
    await keepScreenshot(page, `docs-${width}`);
    for (const name of contractNames) {
      await page.locator(`a[href="/docs/${name}/"]`).click();
      await page.locator('.opblock').first().waitFor();
      await page.locator('nav a').first().click();
      await page.waitForURL('**/docs/');
    }
  });

  for (const definition of gatewayDefinitions) {
    const { name } = definition;
    test(`docs: ${name} shows every operation at ${width} px, open too, and asks nobody else`, async () => {
      const { operations } = await definition.loadDocument();
      const { page } = await house.visit({ width });
      await page.goto(`/docs/${name}/`);
      await page.locator('.opblock').first().waitFor();
      const count = Object.keys(operations).length;
      await page
        .locator('.opblock')
        .nth(count - 1)
        .waitFor();
      assert.equal(await page.locator('.opblock').count(), count);
      await page.locator('.opblock-summary').first().click();
      await page.locator('.opblock-body .responses-wrapper').first().waitFor();
      await assertFits(page, `/docs/${name}/`);
      await keepScreenshot(page, `docs-${name}-${width}`);
    });
  }
}

test('docs: an operation can be tried from the page', async () => {
  const { page } = await house.visit();
  await page.goto('/docs/mobile/');
  const operation = page.locator('[id$="postApiAuthCheckCode"]');
  await operation.locator('.opblock-summary').click();
  await operation.getByRole('button', { name: 'Try it out' }).click();
  await operation.getByRole('button', { name: 'Execute' }).click();
  await operation.locator('.live-responses-table').getByText('10008').first().waitFor();
});

test('docs: behind plain HTTP from elsewhere it works, too', async () => {
  const { page } = await house.visit({ host: 'portico.test' });
  await page.goto('/docs/panel/');
  await page.locator('.opblock').first().waitFor();
});
