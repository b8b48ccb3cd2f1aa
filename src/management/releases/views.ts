import type { Core } from '../../core/core.ts';
import type { Release } from '../../core/releases/releases.ts';
import { encodePath } from '../../http/url-paths.ts';
import { printTime } from '../schemas.ts';
import { nameThings } from '../thing-names.ts';
import type { ReleaseView } from './schemas.ts';

/** Releases as they are answered, with what their publishers are called. */
export async function viewReleases(core: Core, releases: readonly Release[]): Promise<ReleaseView[]> {
  const names = await nameThings(
    core,
    releases.map((release) => release.uploaded_by),
  );
  return releases.map((release) => viewRelease(release, names.get(release.uploaded_by) ?? null));
}

function viewRelease(release: Release, publisherName: string | null): ReleaseView {
  return {
    id: release.id,
    version: release.version,
    channel: release.channel,
    rolloutPercent: release.rollout_percent,
    path: encodePath(release.path),
    sizeBytes: release.size_bytes,
    sha256: release.sha256,
    notes: release.notes,
    downloads: release.downloads,
    publishedBy: release.uploaded_by,
    publisherName,
    publishedAt: printTime(release.created_at),
    withdrawnAt: printTime(release.withdrawn_at),
    revision: release.updated_at,
  };
}
