import { fuzz } from './abuse/fuzz.ts';
import { malformed } from './abuse/malformed.ts';
import { sequences } from './abuse/sequences.ts';
import { slowClients } from './abuse/slow-clients.ts';
import { crashPostgresql } from './crash/crash-postgresql.ts';
import { crashSqlite } from './crash/crash-sqlite.ts';
import { disk } from './disk/disk.ts';
import { guessing } from './guessing/guessing.ts';
import { leaks } from './leaks/leaks.ts';
import type { TorturePart } from './part.ts';
import { soak } from './soak/soak.ts';
import { supplyChain } from './supply-chain.ts';
import { timing } from './timing/timing.ts';

/** A line each, in the order in which `npm run torture` runs them. */
export const parts: readonly TorturePart[] = [
  crashSqlite,
  crashPostgresql,
  disk,
  slowClients,
  malformed,
  fuzz,
  sequences,
  guessing,
  timing,
  leaks,
  soak,
  supplyChain,
];
