import type { Database } from '../../db/database.ts';
import { findStoredName } from '../avatars/avatars.ts';
import { listAvatars, listReleaseFiles } from './stored-files.store.ts';

/** A file in storage that the database names. */
export interface StoredFile {
  name: string;
  /** What it should be; undefined where nobody noted it, as with avatars. */
  expected: { sizeBytes: number; sha256: string } | undefined;
}

/** Tells which files there should be. */
export interface StoredFiles {
  /** Every file that the database names, page by page. */
  list(): AsyncGenerator<StoredFile>;
}

const pageSize = 500;

/** What the directory has in storage. */
export function createStoredFiles({ db }: { db: Database }): StoredFiles {
  return {
    async *list() {
      const releases = walk((afterId) => listReleaseFiles(db, { afterId, limit: pageSize }));
      for await (const { storage_name: name, size_bytes: sizeBytes, sha256 } of releases) {
        yield { name, expected: { sizeBytes, sha256 } };
      }
      for await (const { avatar } of walk((afterId) => listAvatars(db, { afterId, limit: pageSize }))) {
        const name = findStoredName(avatar);
        if (name !== undefined) yield { name, expected: undefined };
      }
    },
  };
}

async function* walk<Row extends { id: number }>(read: (afterId: number) => Promise<Row[]>): AsyncGenerator<Row> {
  let afterId = 0;
  for (;;) {
    const rows = await read(afterId);
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    afterId = last.id;
  }
}
