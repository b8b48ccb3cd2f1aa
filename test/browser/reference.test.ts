import { after, test } from 'node:test';
import { startBrowserHouse } from './browser-house.ts';

const house = await startBrowserHouse({ after });

for (const host of ['portico.test', undefined] as const) {
  test(`reference: by plain HTTP at ${host ?? '127.0.0.1'} it shows every operation, and breaks no policy`, async () => {
    const { page } = await house.visit({ ...(host && { host }) });
    await page.goto('/management/docs');
    await page.getByText('/management/v1/faqs', { exact: true }).first().waitFor();
    await page.locator('.opblock').nth(50).waitFor();
    await page.locator('.opblock-summary').first().click();
    await page.locator('.opblock-body').first().waitFor();
  });
}
