import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { runPortico } from '../support/process.ts';
import { assertAccessible, assertFits, changeView, keepScreenshot, startBrowserHouse } from './browser-house.ts';
import { type ConsolePage, pages, pagesOutside } from './pages.ts';

const house = await startBrowserHouse({ after });
await runPortico(['demo-data'], { PORTICO_DATA_DIR: house.portico.dataDir });
const outside = await house.visit();
const owner = await house.visitAsOwner();

/** Opens the page once, then turns the lights off and on and makes the window narrow, as its reader may. */
async function examine(page: Page, { name, path }: ConsolePage): Promise<void> {
  await page.goto(`/console${path}`);
  await page.locator('h1').first().waitFor();
  await page.waitForLoadState('networkidle');
  assert.equal(await page.locator('h1').count(), 1, 'one heading');
  assert.match(await page.title(), /\S · \S/);
  for (const theme of ['light', 'dark'] as const) {
    for (const width of [1280, 390]) {
      await changeView(page, theme, width);
      await keepScreenshot(page, `${name}-${theme}-${width}`);
      await assertFits(page, `${name} (${theme})`);
      await assertAccessible(page, `${name} (${theme}, ${width} px)`);
    }
  }
}

for (const [visitor, each] of [
  ...pagesOutside.map((each) => [outside, each] as const),
  ...pages.map((each) => [owner, each] as const),
]) {
  test(`console page ${each.name}: readable by all, and no wider than the window, in light and dark, at 1280 and 390 px`, () =>
    examine(visitor.page, each));
}
