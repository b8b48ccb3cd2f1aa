import type { Keyring } from '../keyring/keyring.ts';
import { currentOrigin, type Origin } from '../origin.ts';

// Sealed, because a mail may carry the token of a link that is kept hashed everywhere else (R9), and backups carry the
// table. `keys reencrypt` leaves jobs alone: they live for a day, in which the older root key is still at hand.

/** Beside the payload's own names, so that a release that does not know of it reads what it always did. */
const originName = '@origin';

/** What a job carries, and the request that it is done for. */
export interface JobContent {
  payload: unknown;
  origin: Origin | undefined;
}

/** A payload and what is being done at this moment, as they are stored: of that no more than belongs to an origin. */
export function sealPayload(keyring: Keyring, kind: string, payload: unknown): string {
  const origin = currentOrigin();
  const cause = origin && { requestId: origin.requestId, trace: origin.trace };
  return keyring.encrypt(
    JSON.stringify({ ...(payload as object), ...(cause && { [originName]: cause }) }),
    `job:${kind}`,
  );
}

/** Both again. Throws where they were sealed under a root key that is not configured, or for another kind. */
export function openContent(keyring: Keyring, kind: string, sealed: string): JobContent {
  const { [originName]: origin, ...payload } = JSON.parse(keyring.decrypt(sealed, `job:${kind}`));
  return { payload, origin };
}

/** The payload alone. */
export function openPayload(keyring: Keyring, kind: string, sealed: string): unknown {
  return openContent(keyring, kind, sealed).payload;
}

/** How the reason begins of a job that died because of that: its kind was told nothing, and has nothing to take back. */
export const unopened = 'the payload cannot be opened';
