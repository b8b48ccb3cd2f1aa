import { after, test } from 'node:test';
import { examine, startFilledHouse } from './page-views.ts';
import { pages, pagesOutside } from './pages.ts';

const house = await startFilledHouse({ after });
const outside = await house.visit();
const owner = await house.visitAsOwner();

for (const [visitor, each] of [
  ...pagesOutside.map((each) => [outside, each] as const),
  ...pages.map((each) => [owner, each] as const),
]) {
  test(`console page ${each.name}: readable by all, and no wider than the window, in light and dark, at 1280 and 390 px`, () =>
    examine(visitor.page, each));
}
