import type { Db } from '../../db/database.ts';
import { readInSteps } from '../read-in-steps.ts';
import {
  type Ending,
  findEndingAfter,
  findNewestId,
  findNumberAfter,
  type LicenceFilter,
  listByEnding,
  listById,
  listByNumber,
} from './licence-listing.store.ts';
import { findLicenceOf, type Licence, type NamedLicence } from './licences.store.ts';

/** Where the last page ended: the licence it ended with. */
export type LicencePosition = Pick<Licence, 'id' | 'number' | 'expires_at'>;

/** Which licences are listed, and which part of the list. */
export interface LicenceQuery extends Omit<LicenceFilter, 'now'> {
  /** The beginning of a number, or an account's id: then in the order of the numbers. */
  q?: string | undefined;
  /** An account that is looked for beside `q`. */
  accountId?: number | undefined;
  after?: LicencePosition | undefined;
  limit: number;
}

// As many as are looked through in a few milliseconds, in the order in which they lie and in others.
const idsAtOnce = 20_000;
const placesAtOnce = 2_000;

/** Newest first; in the order of numbers where one is looked for, else of their ends where those are bounded. */
export async function listLicences(db: Db, query: LicenceQuery, now: number): Promise<NamedLicence[]> {
  const { q, accountId, after, limit, state, expiresBefore } = query;
  const filter = { state, expiresBefore, now };
  if (q !== undefined) return listMatching(db, filter, { q, accountId, after: after?.number ?? '', limit });
  if (expiresBefore !== undefined) {
    const { expires_at = null, id = 0 } = after ?? {};
    const begin = expires_at === null ? firstEnding(filter) : { expires_at, id };
    return listEnding(db, { ...filter, expiresBefore }, begin, limit);
  }
  const beyond = (await findNewestId(db)) + 1;
  // Wherever the caller says that it goes on: what lies beyond the newest would be walked through for nothing.
  return listNewest(db, filter, Math.min(after?.id ?? beyond, beyond), limit);
}

function listNewest(db: Db, filter: LicenceFilter, before: number, limit: number): Promise<NamedLicence[]> {
  return readInSteps(limit, before, async (end, most) => {
    const from = Math.max(1, end - idsAtOnce);
    const rows = await listById(db, filter, { from, before: end, limit: most });
    return { rows, next: from > 1 ? from : undefined };
  });
}

async function listMatching(
  db: Db,
  filter: LicenceFilter,
  { q, accountId, after, limit }: { q: string; accountId: number | undefined; after: string; limit: number },
): Promise<NamedLicence[]> {
  const found = new Map<string, NamedLicence>();
  // As it was typed, and as made-up numbers are written.
  for (const prefix of new Set([q, q.toUpperCase()])) {
    const rows = await readInSteps(limit, after, async (from, most) => {
      const through = await findNumberAfter(db, prefix, from, placesAtOnce);
      return { rows: await listByNumber(db, filter, { prefix, after: from, through, limit: most }), next: through };
    });
    for (const row of rows) found.set(row.number, row);
  }
  for (const holder of [/^\d{1,15}$/.test(q) ? Number(q) : undefined, accountId]) {
    const bound = holder === undefined ? undefined : await findBound(db, filter, holder);
    if (bound && compareNumbers(bound.number, after) > 0) found.set(bound.number, bound);
  }
  return [...found.values()].sort((left, right) => compareNumbers(left.number, right.number)).slice(0, limit);
}

/** The licence of the account with that id, if it is one that is asked for. */
async function findBound(db: Db, filter: LicenceFilter, accountId: number): Promise<NamedLicence | undefined> {
  const licence = await findLicenceOf(db, accountId);
  if (!licence) return undefined;
  const { id } = licence;
  return (await listById(db, filter, { from: id, before: id + 1, limit: 1 }))[0];
}

/** As the database orders them: by their bytes in UTF-8. */
function compareNumbers(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** What has not ended begins after this moment. */
function firstEnding({ state, now }: LicenceFilter): Ending {
  const mayBePast = state === undefined || state === 'expired' || state === 'revoked';
  return mayBePast ? { expires_at: Number.MIN_SAFE_INTEGER, id: 0 } : { expires_at: now, id: Number.MAX_SAFE_INTEGER };
}

function listEnding(
  db: Db,
  filter: LicenceFilter & { expiresBefore: number },
  begin: Ending,
  limit: number,
): Promise<NamedLicence[]> {
  return readInSteps(limit, begin, async (after, most) => {
    const through = await findEndingAfter(db, after, filter.expiresBefore, placesAtOnce);
    return { rows: await listByEnding(db, filter, { after, through, limit: most }), next: through };
  });
}
