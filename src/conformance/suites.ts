import { blogSuite } from './blog/suite.ts';
import { desktopSuite } from './desktop/suite.ts';
import { mobileSuite } from './mobile/suite.ts';
import { panelSuite } from './panel/suite.ts';
import type { Suite } from './run/case.ts';
import { staffSuite } from './staff/suite.ts';

/** What is asked of each contract that has cases. */
export const suites: readonly Suite[] = [desktopSuite, mobileSuite, staffSuite, panelSuite, blogSuite];

/** That of one contract; undefined where it has none yet. */
export function findSuite(contract: string): Suite | undefined {
  return suites.find((suite) => suite.contract === contract);
}
