import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Insertable } from 'kysely';
import { type Database, transact } from '../../db/database.ts';
import type { ReleasesTable } from '../../db/schema.ts';
import type { Audit, AuditEntry } from '../audit/audit.ts';
import { DomainError, type FieldError, invalidFields } from '../errors.ts';
import { type Listed, listPage, type Page } from '../paging.ts';
import type { Clock, FileStore, StagedFile } from '../ports.ts';
import { findReleasePath } from './release-path.ts';
import {
  countReleases,
  findNewestRelease,
  findReleaseByPath,
  findReleaseByVersion,
  insertRelease,
  listReleases,
  type Release,
  withdrawRelease,
} from './releases.store.ts';
import { isVersion, versionOrder } from './version.ts';

export type { Release } from './releases.store.ts';

/** What is published under which version; the file name decides the path. */
export interface NewRelease {
  version: string;
  fileName: string;
  notes?: string;
}

/** Who publishes, as the audit log names it. */
export type Publisher = Pick<AuditEntry, 'contract' | 'address'> & { actor: string };

/** A release and its bytes, `start` and `end` both included. */
export interface ReleaseFile {
  release: Release;
  read(range?: { start: number; end: number }): Readable;
}

/** Publishes, serves and withdraws releases. */
export interface Releases {
  /**
   * Publishes a received file, once and for all (D2): the same version with the same bytes is answered as the first
   * time. What was staged is kept or gone afterwards. Throws `request.invalid_fields`, `release.version_taken`,
   * `release.path_taken`.
   */
  publishStaged(release: NewRelease, staged: StagedFile, by: Publisher): Promise<Release>;
  /** The same from a stream, which is hashed on its way to storage. */
  publish(release: NewRelease, content: Readable, by: Publisher): Promise<Release>;
  /** The highest version that is not withdrawn. Throws `release.none`. */
  getNewest(): Promise<Release>;
  /** Throws `release.not_found` (also for what is withdrawn), `storage.unavailable`. */
  open(path: string): Promise<ReleaseFile>;
  /** Highest version first, withdrawn ones among them. */
  list(page: Page): Promise<Listed<Release>>;
  /** Neither announced nor served any more; its version and path stay taken. Throws `release.not_found`. */
  withdraw(version: string, actor: string): Promise<Release>;
}

interface Deps {
  db: Database;
  clock: Clock;
  files: FileStore;
  audit: Audit;
}

/** What the fleet upgrades to (desktop §1.3, D2). */
export function createReleases({ db, clock, files, audit }: Deps): Releases {
  /** The first release itself where the same was published before; undefined where nothing stands in the way. */
  async function findPublished(version: string, path: string, sha256: string): Promise<Release | undefined> {
    const same = await findReleaseByVersion(db, version);
    if (same && same.sha256 !== sha256) throw new DomainError('release.version_taken');
    if (!same && (await findReleaseByPath(db, path))) throw new DomainError('release.path_taken');
    return same;
  }

  function insert(row: Insertable<ReleasesTable>, by: Publisher): Promise<Release | undefined> {
    return transact(db, async (tx) => {
      const release = await insertRelease(tx, row);
      if (release) {
        const details = { path: release.path, sha256: release.sha256 };
        await audit.record(tx, { ...by, action: 'release.published', target: `release:${release.version}`, details });
      }
      return release;
    });
  }

  async function keepAndInsert(release: NewRelease, path: string, staged: StagedFile, by: Publisher): Promise<Release> {
    // A name of our own: the row decides who owns the version, so that the file must stand before the row does.
    const storageName = `releases/${randomUUID()}`;
    await staged.keep(storageName);
    let inserted: Release | undefined;
    try {
      inserted = await insert({ ...toRow(release, staged, by, clock.now()), path, storage_name: storageName }, by);
    } finally {
      if (!inserted) await files.remove(storageName);
    }
    const published = inserted ?? (await findPublished(release.version, path, staged.sha256));
    if (!published) throw new Error('a release was neither stored nor there before');
    return published;
  }

  async function publishStaged(release: NewRelease, staged: StagedFile, by: Publisher): Promise<Release> {
    try {
      const path = readPath(release, staged);
      const published = await findPublished(release.version, path, staged.sha256);
      return published ?? (await keepAndInsert(release, path, staged, by));
    } finally {
      await staged.discard();
    }
  }

  return {
    publishStaged,
    publish: async (release, content, by) => publishStaged(release, await files.stage(content), by),

    async getNewest() {
      const release = await findNewestRelease(db);
      if (!release) throw new DomainError('release.none');
      return release;
    },

    async open(path) {
      const release = await findReleaseByPath(db, path);
      if (!release || release.withdrawn_at !== null) throw new DomainError('release.not_found');
      const stored = await files.find(release.storage_name);
      if (stored?.sizeBytes !== release.size_bytes) throw new DomainError('storage.unavailable');
      return { release, read: (range) => files.read(release.storage_name, range) };
    },

    list: (page) =>
      listPage(
        page,
        () => countReleases(db),
        () => listReleases(db, page),
      ),

    withdraw: (version, actor) =>
      transact(db, async (tx) => {
        const release = await withdrawRelease(tx, version, clock.now());
        if (!release) throw new DomainError('release.not_found');
        await audit.record(tx, { actor, action: 'release.withdrawn', target: `release:${version}` });
        return release;
      }),
  };
}

/** Throws `request.invalid_fields` with everything that keeps the release from being published. */
function readPath({ version, fileName }: NewRelease, { sizeBytes }: StagedFile): string {
  const problems: FieldError[] = [];
  if (!isVersion(version)) {
    const rule = '1~64 位字母、数字或 . + _ -，以字母或数字开头，不能含有 ..';
    problems.push({ field: 'version', label: '版本号', rule });
  }
  const path = findReleasePath(fileName, version);
  if (path === undefined) problems.push({ field: 'file', label: '升级文件', rule: '文件名不合法' });
  else if (sizeBytes === 0) problems.push({ field: 'file', label: '升级文件', rule: '不能为空' });
  if (path === undefined || problems.length > 0) throw invalidFields(...problems);
  return path;
}

function toRow(release: NewRelease, staged: StagedFile, by: Publisher, now: number) {
  return {
    version: release.version,
    version_order: versionOrder(release.version),
    size_bytes: staged.sizeBytes,
    sha256: staged.sha256,
    notes: release.notes ?? null,
    uploaded_by: by.actor,
    created_at: now,
    withdrawn_at: null,
  };
}
