import type { TorturePart } from '../part.ts';
import { runCrashes } from './crash-run.ts';
import { openPostgresPlace } from './postgres-place.ts';

/** The server, PostgreSQL or both are killed, again and again. */
export const crashPostgresql: TorturePart = {
  name: 'crash-postgresql',
  about:
    'A server and its PostgreSQL that are killed at any moment keep each acknowledged change, once, and no other half.',
  async run(context) {
    return runCrashes(context, await openPostgresPlace(context), context.extent === 'whole' ? 140 : 5);
  },
};
