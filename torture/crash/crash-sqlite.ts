import type { TorturePart } from '../part.ts';
import { runCrashes } from './crash-run.ts';
import { openSqlitePlace } from './sqlite-place.ts';

/** The server is killed on SQLite, again and again. */
export const crashSqlite: TorturePart = {
  name: 'crash-sqlite',
  about: 'A server that is killed at any moment keeps on SQLite each acknowledged change, once, and no other half.',
  async run(context) {
    return runCrashes(context, await openSqlitePlace(context), context.extent === 'whole' ? 300 : 12);
  },
};
