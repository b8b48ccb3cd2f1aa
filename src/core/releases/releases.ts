import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Insertable } from 'kysely';
import { type Database, type Db, type Tx, transact } from '../../db/database.ts';
import type { ReleasesTable } from '../../db/schema.ts';
import type { Audit } from '../audit/audit.ts';
import { DomainError, mayHaveBeenKept, requireFound } from '../errors.ts';
import type { Actor } from '../operator.ts';
import type { Clock, FileStore, LinkHeaders, StagedFile } from '../ports.ts';
import { type Change, requireVersion } from '../versions.ts';
import type { Emit } from '../webhooks/emitting.ts';
import { createDownloads } from './downloads.ts';
import { type NewRelease, type ReleaseInput, readNewRelease, requireValidInput } from './release-fields.ts';
import {
  findOffers,
  findRelease,
  findReleaseByPath,
  findReleaseByVersion,
  insertRelease,
  listReleases,
  type Release,
  type ReleaseColumns,
  type ReleasePosition,
  updateRelease,
} from './releases.store.ts';
import { isRolledOut, stableChannel } from './rollout.ts';
import { versionOrder } from './version.ts';

export type { NewRelease, ReleaseInput } from './release-fields.ts';
export type { Release, ReleasePosition } from './releases.store.ts';

/** Who publishes, and at which door. */
export type Publisher = Actor & { contract?: string };

/** A release and its bytes, `start` and `end` both included. */
export interface ReleaseFile {
  release: Release;
  read(range?: { start: number; end: number }): Readable;
  /** Where the caller is to fetch it from storage itself; undefined where it is sent from here. Throws `storage.unavailable`. */
  findLink(headers: LinkHeaders): Promise<string | undefined>;
}

/** Publishes, offers, serves and withdraws releases. */
export interface Releases {
  /** Receives the file of a release, which is hashed on its way to storage. Throws `storage.unavailable`. */
  stage(content: Readable): Promise<StagedFile>;
  /**
   * Publishes a received file, once and for all (D2): the same version with the same bytes is answered as the first
   * time, where nothing else is said of it. What was staged is kept or gone afterwards. Throws `request.invalid_fields`, `release.version_taken`,
   * `release.path_taken`.
   */
  publishStaged(release: NewRelease, staged: StagedFile, by: Publisher): Promise<Release>;
  /** The same from a stream. */
  publish(release: NewRelease, content: Readable, by: Publisher): Promise<Release>;
  /**
   * The highest version for a device of the channel, which is offered stable ones too (D7): not withdrawn, and rolled
   * out to it. `identify` names the device, and is asked where that matters. Throws `release.none`.
   */
  getOffer(channel: string, identify: () => string | Promise<string>): Promise<Release>;
  /** Throws `release.not_found` (also for what is withdrawn), `storage.unavailable`. */
  open(path: string): Promise<ReleaseFile>;
  /** For operators: withdrawn ones too. Throws `release.not_found`, `storage.unavailable`. */
  openById(id: number): Promise<ReleaseFile>;
  /** Counts one download, within a second or with `close`. */
  countDownload(id: number): void;
  /** Highest version first, withdrawn ones among them. */
  list(page: {
    after?: ReleasePosition | undefined;
    limit: number;
    channel?: string | undefined;
    /** Exactly this one. */
    version?: string | undefined;
  }): Promise<Release[]>;
  /** Withdrawn ones too. Throws `release.not_found`. */
  get(id: number): Promise<Release>;
  /** The same by the version's name. */
  getByVersion(version: string): Promise<Release>;
  /** Throws `release.not_found`, `request.invalid_fields`, `request.version_changed`. */
  change(id: number, words: ReleaseInput, how: Change): Promise<Release>;
  /**
   * Neither offered nor served any more; its version and path stay taken. Throws `release.not_found` (also for what is
   * withdrawn already), `request.version_changed`.
   */
  withdraw(id: number, how: Change): Promise<Release>;
  /** Writes the downloads that are still in memory. */
  close(): Promise<void>;
}

interface Deps {
  db: Database;
  clock: Clock;
  files: FileStore;
  audit: Audit;
  emit: Emit;
  /** Is told when downloads could not be written; they will be, with later ones. */
  onFailure: (error: unknown) => void;
}

const offersAtOnce = 20;

/** What the fleet upgrades to (desktop §1.3, D2). */
export function createReleases({ db, clock, files, audit, emit, onFailure }: Deps): Releases {
  const downloads = createDownloads({ db, onFailure });

  /** The first release itself where the same was published before; undefined where nothing stands in the way. */
  async function findPublished(release: NewRelease, path: string, sha256: string): Promise<Release | undefined> {
    // The path first: whoever is published between the two questions is found by the second.
    const holder = await findReleaseByPath(db, path);
    const same = await findReleaseByVersion(db, release.version);
    if (same && !isPublishedAs(same, release, sha256)) throw new DomainError('release.version_taken');
    if (!same && holder) throw new DomainError('release.path_taken');
    return same;
  }

  function insert(row: Insertable<ReleasesTable>, by: Publisher): Promise<Release | undefined> {
    return transact(db, async (tx) => {
      const release = await insertRelease(tx, row);
      if (release) {
        const { path, sha256, channel, rollout_percent: rolloutPercent } = release;
        const details = { path, sha256, channel, rolloutPercent };
        await audit.record(tx, { ...by, action: 'release.published', target: `release:${release.version}`, details });
        await emit(tx, 'release.published', () => ({ release: tellRelease(release) }));
      }
      return release;
    });
  }

  async function keepAndInsert(release: NewRelease, path: string, staged: StagedFile, by: Publisher): Promise<Release> {
    await staged.keep();
    const row = { ...toRow(release, staged, by, clock.now()), path, storage_name: staged.name };
    const inserted = await insert(row, by).catch(async (error: unknown) => {
      // A file that nobody names is rubbish; a release without its file could never be published again.
      if (!mayHaveBeenKept(error)) await files.remove(staged.name);
      throw error;
    });
    if (!inserted) await files.remove(staged.name);
    const published = inserted ?? (await findPublished(release, path, staged.sha256));
    if (!published) throw new Error('a release was neither stored nor there before');
    return published;
  }

  // A name of its own: the row decides who owns the version, so that the file must stand before the row does.
  const stage = (content: Readable): Promise<StagedFile> => files.stage(`releases/${randomUUID()}`, content);

  async function publishStaged(release: NewRelease, staged: StagedFile, by: Publisher): Promise<Release> {
    try {
      const path = readNewRelease(release, staged);
      const published = await findPublished(release, path, staged.sha256);
      return published ?? (await keepAndInsert(release, path, staged, by));
    } finally {
      await staged.discard();
    }
  }

  async function get(id: number, at: Db = db): Promise<Release> {
    return requireFound(await findRelease(at, id), 'release.not_found');
  }

  async function update(tx: Tx, { id, updated_at }: Release, columns: ReleaseColumns): Promise<Release> {
    const updated = await updateRelease(tx, id, columns, { expected: updated_at, now: clock.now() });
    if (!updated) throw new DomainError('request.version_changed');
    return updated;
  }

  async function openStored(release: Release): Promise<ReleaseFile> {
    const stored = await files.find(release.storage_name);
    if (stored?.sizeBytes !== release.size_bytes) throw new DomainError('storage.unavailable');
    return {
      release,
      read: (range) => files.read(release.storage_name, range),
      findLink: (headers) => files.findLink(release.storage_name, headers),
    };
  }

  return {
    stage,
    publishStaged,
    publish: async (release, content, by) => publishStaged(release, await stage(content), by),

    async getOffer(channel, identify) {
      let device: string | undefined;
      let after: ReleasePosition | undefined;
      for (;;) {
        const offers = await findOffers(db, [channel, stableChannel], { after, limit: offersAtOnce });
        for (const release of offers) {
          if (release.rollout_percent === 100) return release;
          device ??= await identify();
          if (isRolledOut(release, device)) return release;
        }
        after = offers.at(-1);
        if (offers.length < offersAtOnce) throw new DomainError('release.none');
      }
    },

    async open(path) {
      const release = requireFound(await findReleaseByPath(db, path), 'release.not_found');
      if (release.withdrawn_at !== null) throw new DomainError('release.not_found');
      return openStored(release);
    },

    openById: async (id) => openStored(await get(id)),
    countDownload: (id) => downloads.count(id),
    list: ({ after, limit, channel, version }) => listReleases(db, { after, limit, channel, version }),
    get: (id) => get(id),
    getByVersion: async (version) => requireFound(await findReleaseByVersion(db, version), 'release.not_found'),

    change: (id, words, { by, version }) =>
      transact(db, async (tx) => {
        requireValidInput(words);
        const before = await get(id, tx);
        requireVersion(before, version);
        const release = await update(tx, before, toColumns(words));
        const target = `release:${release.version}`;
        await audit.record(tx, { ...by, action: 'release.changed', target, details: describeChange(before, release) });
        return release;
      }),

    withdraw: (id, { by, version }) =>
      transact(db, async (tx) => {
        const release = await get(id, tx);
        requireVersion(release, version);
        if (release.withdrawn_at !== null) throw new DomainError('release.not_found');
        const withdrawn = await update(tx, release, { withdrawn_at: clock.now() });
        await audit.record(tx, { ...by, action: 'release.withdrawn', target: `release:${release.version}` });
        return withdrawn;
      }),

    close: () => downloads.stop(),
  };
}

function tellRelease(release: Release) {
  const { id, version, channel, rollout_percent: rolloutPercent, path, size_bytes: sizeBytes, sha256, notes } = release;
  return { id, version, channel, rolloutPercent, path, sizeBytes, sha256, notes };
}

/** Whether a release has these bytes, and all that is said of it: who says something else must not take it for done. */
function isPublishedAs(release: Release, words: ReleaseInput, sha256: string): boolean {
  const said = Object.entries(toColumns(words)) as Array<[keyof ReturnType<typeof toColumns>, unknown]>;
  return release.sha256 === sha256 && said.every(([column, value]) => release[column] === value);
}

function toColumns({ notes, channel, rolloutPercent }: ReleaseInput) {
  return {
    // Forms send a line's end as two characters.
    ...(notes !== undefined && { notes: notes?.replaceAll('\r\n', '\n') || null }),
    ...(channel !== undefined && { channel }),
    ...(rolloutPercent !== undefined && { rollout_percent: rolloutPercent }),
  };
}

/** The notes are only told to be others: they may be long. */
function describeChange(before: Release, { channel, rollout_percent, notes }: Release): Record<string, unknown> {
  const told = {
    ...(channel !== before.channel && { channel, channelBefore: before.channel }),
    ...(rollout_percent !== before.rollout_percent && {
      rolloutPercent: rollout_percent,
      rolloutPercentBefore: before.rollout_percent,
    }),
  };
  const fields = (['channel', 'rolloutPercent'] as const).filter((name) => name in told);
  return { fields: notes === before.notes ? fields : [...fields, 'notes'], ...told };
}

function toRow(release: NewRelease, staged: StagedFile, by: Publisher, now: number) {
  return {
    version: release.version,
    version_order: versionOrder(release.version),
    size_bytes: staged.sizeBytes,
    sha256: staged.sha256,
    notes: null,
    ...toColumns(release),
    uploaded_by: by.actor,
    created_at: now,
    updated_at: now,
    withdrawn_at: null,
  };
}
