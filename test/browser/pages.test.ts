import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { runPortico } from '../support/process.ts';
import { assertAccessible, assertFits, keepScreenshot, startBrowserHouse, type Theme } from './browser-house.ts';
import { type ConsolePage, pages, pagesOutside } from './pages.ts';

const house = await startBrowserHouse({ after });
await runPortico(['demo-data'], { PORTICO_DATA_DIR: house.portico.dataDir });

/** What every page must be, whatever it shows. */
async function examine(page: Page, { name, path }: ConsolePage, theme: Theme, width: number): Promise<void> {
  const where = `${name} (${theme}, ${width} px)`;
  await page.goto(`/console${path}`);
  await page.locator('h1').first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.locator('.ant-skeleton, .ant-spin-spinning').first().waitFor({ state: 'detached' });
  assert.equal(await page.locator('h1').count(), 1, `${where} has one heading`);
  assert.match(await page.title(), /\S · \S/, where);
  await keepScreenshot(page, `${name}-${theme}-${width}`);
  await assertFits(page, where);
  await assertAccessible(page, where);
}

for (const theme of ['light', 'dark'] as const) {
  for (const width of [1280, 390]) {
    test(`console: every page, ${theme}, at ${width} px: no error, no violation, nothing wider than the window, readable by all`, async () => {
      const outside = await house.visit({ theme, width });
      for (const each of pagesOutside) await examine(outside.page, each, theme, width);
      const { page } = await house.visitAsOwner({ theme, width });
      for (const each of pages) await examine(page, each, theme, width);
    });
  }
}
