import type { Database } from '../../db/database.ts';
import { requireFound } from '../errors.ts';
import { type Listed, listPage, type Page } from '../paging.ts';
import type { Push } from './pushes.store.ts';
import { countVisible, findVisible, hideAll, listVisible, type PushViewer } from './viewed-pushes.store.ts';

/** What each account sees of the log. */
export interface ViewedPushes {
  /** What the account may see and has not cleared, newest first (M11). */
  list(viewer: PushViewer, page: Page): Promise<Listed<Push>>;
  /** Throws `push.not_found`, also for what is addressed to others, cleared, or still waits for its time. */
  get(viewer: PushViewer, id: number): Promise<Push>;
  /** How many visible pushes are not among the known ones (M10); at most a few hundred ids. */
  countUnknown(viewer: PushViewer, knownIds: readonly number[]): Promise<number>;
  /** Clears the account's own view; the log stays. */
  clear(accountId: number): Promise<void>;
}

/** The log of pushes, as accounts see it. */
export function createViewedPushes(db: Database): ViewedPushes {
  return {
    list: (viewer, page) =>
      listPage(
        page,
        () => countVisible(db, viewer),
        () => listVisible(db, viewer, page),
      ),

    async get(viewer, id) {
      return requireFound(await findVisible(db, viewer, id), 'push.not_found');
    },

    countUnknown: (viewer, knownIds) => countVisible(db, viewer, knownIds),
    clear: (accountId) => hideAll(db, accountId),
  };
}
