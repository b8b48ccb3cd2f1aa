import type { Release } from '../../core/releases/releases.ts';
import { encodePath } from '../../http/url-paths.ts';
import { printTime } from '../schemas.ts';
import type { ReleaseView } from './schemas.ts';

/** One release as it is answered. */
export function viewRelease(release: Release): ReleaseView {
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
    publishedAt: printTime(release.created_at),
    withdrawnAt: printTime(release.withdrawn_at),
    revision: release.updated_at,
  };
}
