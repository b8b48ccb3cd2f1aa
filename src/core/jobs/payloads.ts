import type { Keyring } from '../keyring/keyring.ts';

// Sealed, because a mail may carry the token of a link that is kept hashed everywhere else (R9), and backups carry the
// table. `keys reencrypt` leaves jobs alone: they live for a day, in which the older root key is still at hand.

/** What a job carries, as it is stored. */
export function sealPayload(keyring: Keyring, kind: string, payload: unknown): string {
  return keyring.encrypt(JSON.stringify(payload), `job:${kind}`);
}

/** The payload again. Throws where it was sealed under a root key that is not configured, or for another kind. */
export function openPayload(keyring: Keyring, kind: string, sealed: string): unknown {
  return JSON.parse(keyring.decrypt(sealed, `job:${kind}`));
}

/** How the reason begins of a job that died because of that: its kind was told nothing, and has nothing to take back. */
export const unopened = 'the payload cannot be opened';
