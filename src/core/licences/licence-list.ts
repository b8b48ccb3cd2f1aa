import { setImmediate as giveWay } from 'node:timers/promises';
import type { Db } from '../../db/database.ts';
import {
  findLicenceOf,
  findNewestLicenceId,
  type Licence,
  type LicenceFilter,
  listLicencesByExpiry,
  listLicencesById,
  listLicencesByNumber,
  type NamedLicence,
} from './licences.store.ts';

/** Where the last page ended: the licence it ended with. */
export type LicencePosition = Pick<Licence, 'id' | 'number' | 'expires_at'>;

/** Which licences are listed, and which part of the list. */
export interface LicenceQuery extends Omit<LicenceFilter, 'now'> {
  /** The beginning of a number, or an account's id: then in the order of the numbers. */
  q?: string | undefined;
  after?: LicencePosition | undefined;
  limit: number;
}

// What is looked through in one go, while everybody else waits.
const idsAtOnce = 20_000;

/** Newest first; in the order of numbers where one is looked for, else of their ends where those are bounded. */
export async function listLicences(
  db: Db,
  { q, after, limit, ...rest }: LicenceQuery,
  now: number,
): Promise<NamedLicence[]> {
  const filter = { ...rest, now };
  if (q !== undefined) return listMatching(db, filter, { q, after: after?.number, limit });
  if (filter.expiresBefore !== undefined) return listLicencesByExpiry(db, filter, { after, limit });
  return listNewest(db, filter, { before: after?.id, limit });
}

async function listMatching(
  db: Db,
  filter: LicenceFilter,
  { q, after, limit }: { q: string; after: string | undefined; limit: number },
): Promise<NamedLicence[]> {
  const found = new Map<string, NamedLicence>();
  // As it was typed, and as made-up numbers are written.
  for (const prefix of new Set([q, q.toUpperCase()])) {
    for (const row of await listLicencesByNumber(db, filter, { prefix, after, limit })) found.set(row.number, row);
  }
  const bound = await findBound(db, filter, q);
  if (bound && (after === undefined || compareNumbers(bound.number, after) > 0)) found.set(bound.number, bound);
  return [...found.values()].sort((left, right) => compareNumbers(left.number, right.number)).slice(0, limit);
}

/** The licence of the account with that id, if it is one that is asked for. */
async function findBound(db: Db, filter: LicenceFilter, q: string): Promise<NamedLicence | undefined> {
  const licence = /^\d{1,15}$/.test(q) ? await findLicenceOf(db, Number(q)) : undefined;
  if (!licence) return undefined;
  const { id } = licence;
  return (await listLicencesById(db, filter, { from: id, before: id + 1, limit: 1 }))[0];
}

/** As the database orders them: by their bytes in UTF-8. */
function compareNumbers(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** In steps, since the few of a state may lie far apart among a million others. */
async function listNewest(
  db: Db,
  filter: LicenceFilter,
  { before, limit }: { before: number | undefined; limit: number },
): Promise<NamedLicence[]> {
  const rows: NamedLicence[] = [];
  let end = before ?? (await findNewestLicenceId(db)) + 1;
  while (end > 1 && rows.length < limit) {
    const from = Math.max(1, end - idsAtOnce);
    rows.push(...(await listLicencesById(db, filter, { from, before: end, limit: limit - rows.length })));
    end = from;
    if (rows.length < limit) await giveWay();
  }
  return rows;
}
