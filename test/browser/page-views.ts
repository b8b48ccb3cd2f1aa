import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { runPortico } from '../support/process.ts';
import {
  assertAccessible,
  assertFits,
  type BrowserHouse,
  changeView,
  keepScreenshot,
  openPage,
  startBrowserHouse,
  type Theme,
} from './browser-house.ts';
import { type ConsolePage, type Language, overlays } from './pages.ts';
import { fillQueue } from './queue-cast.ts';

/** How a page is looked at. */
interface View {
  theme: Theme;
  width: number;
  language: Language;
}

/** Opens a page, and what is to open over it. */
export async function open(page: Page, { path, press = [] }: ConsolePage, language: Language): Promise<void> {
  await openPage(page, path);
  assert.equal(await page.locator('h1').count(), 1, 'one title');
  assert.match(await page.title(), /\S · \S/);
  for (const { [language]: name } of press) {
    await page
      .getByRole('button', { name })
      .or(page.getByRole('menuitem', { name, exact: true }))
      .first()
      .click();
  }
}

/** What was opened in a window of this width, once what is to be looked at is there. */
export async function show(page: Page, each: ConsolePage, { theme, width, language }: View): Promise<void> {
  await changeView(page, theme, width);
  if (!overlays.includes(each)) return;
  const dialog = page.getByRole('dialog').first();
  // What was opened from a table's row goes with the table where cards take its place.
  if (!(await dialog.isVisible())) await open(page, each, language);
  await dialog.waitFor();
}

/** A server on which there is something to see on every page; ends with the file. */
export async function startFilledHouse(context: { after(ending: () => Promise<void>): void }): Promise<BrowserHouse> {
  const house = await startBrowserHouse(context);
  await runPortico(['demo-data'], { PORTICO_DATA_DIR: house.portico.dataDir });
  await fillQueue(house.portico.portico.house);
  return house;
}

/** Opens the page once, then turns the lights off and on and makes the window narrow, as its reader may. */
export async function examine(page: Page, each: ConsolePage): Promise<void> {
  const { name } = each;
  await open(page, each, 'zh-CN');
  for (const theme of ['light', 'dark'] as const) {
    for (const width of [1280, 390]) {
      await show(page, each, { theme, width, language: 'zh-CN' });
      await keepScreenshot(page, `${name}-${theme}-${width}`);
      await assertFits(page, `${name} (${theme})`);
      await assertAccessible(page, `${name} (${theme}, ${width} px)`);
    }
  }
}
