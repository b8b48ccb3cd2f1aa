import type { Db } from '../../db/database.ts';

/** Where to go on, and how far at once. */
interface Page {
  afterId: number;
  limit: number;
}

/** The files of releases, withdrawn ones too, in order of id. */
export function listReleaseFiles(db: Db, { afterId, limit }: Page) {
  return db
    .selectFrom('releases')
    .select(['id', 'storage_name', 'size_bytes', 'sha256'])
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** The avatars of accounts, addresses elsewhere among them, in order of id. */
export function listAvatars(db: Db, { afterId, limit }: Page) {
  return db
    .selectFrom('accounts')
    .select(['id', 'avatar'])
    .where('id', '>', afterId)
    .where('avatar', '!=', '')
    .orderBy('id')
    .limit(limit)
    .execute();
}
