import type { Insertable, Selectable, SelectQueryBuilder, Updateable } from 'kysely';
import type { Db } from '../../db/database.ts';
import { lockedIn } from '../../db/locking.ts';
import { nextVersion } from '../../db/next-version.ts';
import type { ReleasesTable, Schema } from '../../db/schema.ts';

/** One release, as stored. */
export type Release = Selectable<ReleasesTable>;
/** New values of some columns. */
export type ReleaseColumns = Updateable<ReleasesTable>;
/** Where a release stands in lists, which begin with the highest version. */
export type ReleasePosition = Pick<Release, 'version_order' | 'id'>;

/** Undefined where the version or the path is taken already; then nothing is stored. */
export function insertRelease(db: Db, values: Insertable<ReleasesTable>): Promise<Release | undefined> {
  return db
    .insertInto('releases')
    .values(values)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** Withdrawn ones too. */
export function findRelease(db: Db, id: number): Promise<Release | undefined> {
  return db.selectFrom('releases').selectAll().where('id', '=', id).$call(lockedIn(db)).executeTakeFirst();
}

/** Withdrawn ones too. */
export function findReleaseByVersion(db: Db, version: string): Promise<Release | undefined> {
  return db.selectFrom('releases').selectAll().where('version', '=', version).executeTakeFirst();
}

/** Withdrawn ones too. */
export function findReleaseByPath(db: Db, path: string): Promise<Release | undefined> {
  return db.selectFrom('releases').selectAll().where('path', '=', path).executeTakeFirst();
}

/** What one of these channels may be offered, to the whole fleet or a part of it. */
export function findOffers(
  db: Db,
  channels: readonly string[],
  page: { after: ReleasePosition | undefined; limit: number },
): Promise<Release[]> {
  const offers = db
    .selectFrom('releases')
    .selectAll()
    .where('withdrawn_at', 'is', null)
    .where('channel', 'in', channels)
    .where('rollout_percent', '>', 0);
  return highestFirst(offers, page).execute();
}

/** Withdrawn ones among them. */
export function listReleases(
  db: Db,
  page: { after: ReleasePosition | undefined; limit: number; channel: string | undefined; version: string | undefined },
): Promise<Release[]> {
  const { channel, version } = page;
  const releases = db
    .selectFrom('releases')
    .selectAll()
    .$if(channel !== undefined, (query) => query.where('channel', '=', channel as string))
    .$if(version !== undefined, (query) => query.where('version', '=', version as string));
  return highestFirst(releases, page).execute();
}

function highestFirst<Row>(
  query: SelectQueryBuilder<Schema, 'releases', Row>,
  { after, limit }: { after: ReleasePosition | undefined; limit: number },
): SelectQueryBuilder<Schema, 'releases', Row> {
  const ordered = query.orderBy('version_order', 'desc').orderBy('id', 'desc').limit(limit);
  if (!after) return ordered;
  return ordered.where((eb) => eb(eb.refTuple('version_order', 'id'), '<', eb.tuple(after.version_order, after.id)));
}

/** Undefined where there is none with that id and that version. */
export function updateRelease(
  db: Db,
  id: number,
  columns: ReleaseColumns,
  { expected, now }: { expected: number; now: number },
): Promise<Release | undefined> {
  return db
    .updateTable('releases')
    .set({ ...columns, updated_at: nextVersion(now) })
    .where('id', '=', id)
    .where('updated_at', '=', expected)
    .returningAll()
    .executeTakeFirst();
}

/** Counts, which are no change that an operator must have seen: the version stays. */
export async function addDownloads(db: Db, id: number, count: number): Promise<void> {
  await db
    .updateTable('releases')
    .set((eb) => ({ downloads: eb('downloads', '+', count) }))
    .where('id', '=', id)
    .execute();
}
