import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { runPortico } from '../support/process.ts';
import {
  assertAccessible,
  assertFits,
  changeView,
  keepScreenshot,
  openPage,
  startBrowserHouse,
} from './browser-house.ts';
import { type ConsolePage, overlays, pages, pagesOutside } from './pages.ts';

const house = await startBrowserHouse({ after });
await runPortico(['demo-data'], { PORTICO_DATA_DIR: house.portico.dataDir });
const outside = await house.visit();
const owner = await house.visitAsOwner();

/** Opens the page once, then turns the lights off and on and makes the window narrow, as its reader may. */
async function examine(page: Page, each: ConsolePage): Promise<void> {
  const { name, press = [] } = each;
  await openPage(page, each.path);
  assert.equal(await page.locator('h1').count(), 1, 'one title');
  assert.match(await page.title(), /\S · \S/);
  for (const button of press) await page.getByRole('button', { name: button }).first().click();
  if (press.length > 0) await page.getByRole('dialog').waitFor();
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
  ...[...pages, ...overlays].map((each) => [owner, each] as const),
]) {
  test(`console page ${each.name}: readable by all, and no wider than the window, in light and dark, at 1280 and 390 px`, () =>
    examine(visitor.page, each));
}

test('console in English: every page has its words, and none is wider than a phone', async () => {
  const reader = await house.visitAsOwner({ language: 'en', width: 390 });
  for (const each of pages) {
    await openPage(reader.page, each.path);
    await keepScreenshot(reader.page, `${each.name}-en-390`);
    await assertFits(reader.page, each.name);
    const title = await reader.page.locator('h1').textContent();
    assert.doesNotMatch(title ?? '', /\p{Script=Han}/u);
  }
});
