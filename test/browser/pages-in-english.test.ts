import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Database } from '../../src/db/database.ts';
import { assertFits, keepScreenshot } from './browser-house.ts';
import { open, show, startFilledHouse } from './page-views.ts';
import { type ConsolePage, overlays, pages, pagesOutside } from './pages.ts';
import { readShownTexts } from './shown-texts.ts';

const house = await startFilledHouse({ after });
const brought = await readChineseTexts(house.portico.portico.house.database);

/** A text that was forgotten would be Chinese. */
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

const stranger = await house.visit({ language: 'en' });
const reader = await house.visitAsOwner({ language: 'en' });
for (const [visitor, each] of [
  ...pagesOutside.map((each) => [stranger, each] as const),
  ...[...pages, ...overlays].map((each) => [reader, each] as const),
]) {
  test(`console page ${each.name} in English: nothing but what people wrote is Chinese, and it is no wider than the window`, () =>
    read(visitor.page, each));
}
