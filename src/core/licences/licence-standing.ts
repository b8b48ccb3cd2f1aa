import type { LicenceState } from './licence-listing.store.ts';
import type { Licence } from './licences.store.ts';

/** How an account's licence stands (D5). `good`: none bound, valid, or not in effect yet. */
export interface LicenceStanding {
  standing: 'good' | 'expired' | 'revoked';
  number: string | null;
  effectAt: number | null;
  expiresAt: number | null;
}

/** What the program is told of its account's licence at a time. */
export function standingOf(licence: Licence | undefined, now: number): LicenceStanding {
  return {
    standing: licence ? judge(licence, now) : 'good',
    number: licence?.number ?? null,
    effectAt: licence?.effect_at ?? null,
    expiresAt: licence?.expires_at ?? null,
  };
}

/** Where a licence is in its life at a time; what the listing selects by. */
export function stateOf(licence: Licence, now: number): LicenceState {
  const standing = judge(licence, now);
  if (standing !== 'good') return standing;
  if (licence.account_id === null) return 'unbound';
  return licence.effect_at !== null && licence.effect_at > now ? 'upcoming' : 'active';
}

function judge(licence: Licence, now: number): LicenceStanding['standing'] {
  if (licence.revoked_at !== null) return 'revoked';
  return licence.expires_at !== null && licence.expires_at <= now ? 'expired' : 'good';
}
