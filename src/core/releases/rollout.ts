import { createHash } from 'node:crypto';

/** The channel of releases and devices that name none. */
export const stableChannel = 'stable';
/** Whether a text names a channel: 1–32 of `[a-z0-9-]`, beginning alphanumeric. */
export function isChannel(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,31}$/.test(text);
}

/**
 * Whether a release that goes to a part of the fleet goes to this device: the same answer each time, another part of the
 * fleet for each release, and whoever is in at 20 % is in at 50 %. At 0 nobody is in, at 100 everybody.
 */
export function isRolledOut(release: { id: number; rollout_percent: number }, device: string): boolean {
  const place = createHash('sha256').update(`${release.id}:${device}`).digest().readUInt32BE() / 2 ** 32;
  return place * 100 < release.rollout_percent;
}
