import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startBrowserHouse } from './browser-house.ts';

const house = await startBrowserHouse({ after });
const emptyPages = 12;

for (const [path, shown] of [
  ['accounts', 'owner'],
  ['audit', /账号已创建|创建了账号|owner/],
] as const) {
  test(`console ${path}: an empty page that leads on is followed by itself, which says so meanwhile`, async () => {
    const { page } = await house.visitAsOwner();
    let asked = 0;
    const held = Promise.withResolvers<void>();
    // As the server answers where matches lie far apart; the last page is its own.
    await page.route(new RegExp(`/management/v1/${path}(\\?|$)`), async (route) => {
      asked += 1;
      if (asked > emptyPages) {
        await held.promise;
        return route.continue({ url: `${house.portico.url}/management/v1/${path}` });
      }
      return route.fulfill({
        json: { items: [], next: `page-${asked}`, previous: null, first: 'first', last: 'last' },
      });
    });
    await page.goto(`/console/${path}`);
    await page.getByText('仍在搜索…').waitFor();
    held.resolve();
    await page.getByRole('row').getByText(shown).first().waitFor();
    await page.getByText('仍在搜索…').waitFor({ state: 'detached' });
    assert.equal(asked, emptyPages + 1);
  });
}
