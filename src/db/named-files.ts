import type { Db } from './database.ts';

/** A stored file, as its row describes it. */
export interface NamedFile {
  path: string;
  sizeBytes: number;
  /** Lowercase hex. */
  sha256: string;
}

/** Every stored file that rows name: releases with what they should be, and what avatars say. */
export async function findNamedFiles(db: Db): Promise<{ releases: NamedFile[]; avatars: string[] }> {
  const releases = await db
    .selectFrom('releases')
    .select(['storage_name as path', 'size_bytes as sizeBytes', 'sha256'])
    .orderBy('id')
    .execute();
  const avatars = await db.selectFrom('accounts').select('avatar').where('avatar', '!=', '').orderBy('id').execute();
  return { releases, avatars: avatars.map(({ avatar }) => avatar) };
}
