import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Database } from '../../src/db/database.ts';
import { runPortico } from '../support/process.ts';
import {
  assertAccessible,
  assertFits,
  changeView,
  keepScreenshot,
  openPage,
  startBrowserHouse,
  type Theme,
} from './browser-house.ts';
import { type ConsolePage, type Language, overlays, pages, pagesOutside } from './pages.ts';
import { fillQueue } from './queue-cast.ts';
import { readShownTexts } from './shown-texts.ts';

const house = await startBrowserHouse({ after });
await runPortico(['demo-data'], { PORTICO_DATA_DIR: house.portico.dataDir });
await fillQueue(house.portico.portico.house);
const brought = await readChineseTexts(house.portico.portico.house.database);

interface View {
  theme: Theme;
  width: number;
  language: Language;
}

/** Opens a page, and what is to open over it. */
async function open(page: Page, { path, press = [] }: ConsolePage, language: Language): Promise<void> {
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

/** The same in a window of this width, once what is to be looked at is there. */
async function show(page: Page, each: ConsolePage, { theme, width, language }: View): Promise<void> {
  await changeView(page, theme, width);
  if (!overlays.includes(each)) return;
  const dialog = page.getByRole('dialog').first();
  // What was opened from a table's row goes with the table where cards take its place.
  if (!(await dialog.isVisible())) await open(page, each, language);
  await dialog.waitFor();
}

/** Opens the page once, then turns the lights off and on and makes the window narrow, as its reader may. */
async function examine(page: Page, each: ConsolePage): Promise<void> {
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

/** The same in English, where a text that was forgotten would be Chinese. */
async function read(page: Page, each: ConsolePage): Promise<void> {
  const { name } = each;
  await open(page, each, 'en');
  for (const width of [1280, 390]) {
    await show(page, each, { theme: 'light', width, language: 'en' });
    await keepScreenshot(page, `${name}-en-${width}`);
    await assertFits(page, `${name} (English)`);
    assert.deepEqual(findForgotten(await readShownTexts(page)), [], `${name} (English, ${width} px)`);
  }
}

/** What people wrote stays as they wrote it: every Chinese text in the database, the longest first. */
async function readChineseTexts(database: Database): Promise<string[]> {
  const texts = new Set<string>();
  for (const { name } of await database.introspection.getTables()) {
    const rows: object[] = await database
      .selectFrom(name as 'accounts')
      .selectAll()
      .execute();
    for (const value of rows.flatMap(Object.values)) {
      if (typeof value === 'string' && /\p{Script=Han}/u.test(value)) texts.add(value);
    }
  }
  return [...texts].sort((one, other) => other.length - one.length);
}

/** Where Chinese is left once that is taken out; the way to Chinese is called in Chinese, and initials stand for names. */
function findForgotten(shown: readonly string[]): string[] {
  const initials = new Set(brought.map((text) => text.slice(0, 1)));
  return shown.filter((text) => {
    if (initials.has(text)) return false;
    const own = brought.reduce((rest, each) => rest.replaceAll(each, ''), text);
    return /\p{Script=Han}/u.test(own.replaceAll('中文', ''));
  });
}

const everyPage = [...pages, ...overlays];
const outside = await house.visit();
const owner = await house.visitAsOwner();
for (const [visitor, each] of [
  ...pagesOutside.map((each) => [outside, each] as const),
  ...everyPage.map((each) => [owner, each] as const),
]) {
  test(`console page ${each.name}: readable by all, and no wider than the window, in light and dark, at 1280 and 390 px`, () =>
    examine(visitor.page, each));
}

const stranger = await house.visit({ language: 'en' });
const reader = await house.visitAsOwner({ language: 'en' });
for (const [visitor, each] of [
  ...pagesOutside.map((each) => [stranger, each] as const),
  ...everyPage.map((each) => [reader, each] as const),
]) {
  test(`console page ${each.name} in English: nothing but what people wrote is Chinese, and it is no wider than the window`, () =>
    read(visitor.page, each));
}
