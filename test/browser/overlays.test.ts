import { after, test } from 'node:test';
import { examine, startFilledHouse } from './page-views.ts';
import { overlays } from './pages.ts';

const house = await startFilledHouse({ after });
const owner = await house.visitAsOwner();

for (const each of overlays) {
  test(`console page ${each.name}: readable by all, and no wider than the window, in light and dark, at 1280 and 390 px`, () =>
    examine(owner.page, each));
}
