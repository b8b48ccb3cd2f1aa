import type { Insertable, Selectable } from 'kysely';
import { countRows } from '../../db/count.ts';
import type { Db } from '../../db/database.ts';
import type { ReleasesTable } from '../../db/schema.ts';
import type { Page } from '../paging.ts';

/** One release, as stored. */
export type Release = Selectable<ReleasesTable>;

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
export function findReleaseByVersion(db: Db, version: string): Promise<Release | undefined> {
  return db.selectFrom('releases').selectAll().where('version', '=', version).executeTakeFirst();
}

/** Withdrawn ones too. */
export function findReleaseByPath(db: Db, path: string): Promise<Release | undefined> {
  return db.selectFrom('releases').selectAll().where('path', '=', path).executeTakeFirst();
}

/** The highest version that is not withdrawn. */
export function findNewestRelease(db: Db): Promise<Release | undefined> {
  return db
    .selectFrom('releases')
    .selectAll()
    .where('withdrawn_at', 'is', null)
    .orderBy('version_order', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Undefined where there is no such version, or it was withdrawn before. */
export function withdrawRelease(db: Db, version: string, now: number): Promise<Release | undefined> {
  return db
    .updateTable('releases')
    .set({ withdrawn_at: now })
    .where('version', '=', version)
    .where('withdrawn_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

/** Withdrawn ones too. */
export function countReleases(db: Db): Promise<number> {
  return countRows(db.selectFrom('releases'));
}

/** Highest version first, withdrawn ones among them. */
export function listReleases(db: Db, page: Page): Promise<Release[]> {
  return db
    .selectFrom('releases')
    .selectAll()
    .orderBy('version_order', 'desc')
    .orderBy('id', 'desc')
    .offset(page.offset)
    .limit(page.limit)
    .execute();
}
