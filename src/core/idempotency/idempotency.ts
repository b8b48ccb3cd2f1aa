import type { Database } from '../../db/database.ts';
import { DomainError } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Clock } from '../ports.ts';
import { completeKey, deleteKey, findKey, insertKey } from './idempotency.store.ts';

/** What was answered under a key. */
export interface KeptAnswer {
  status: number;
  /** What says more of the body, by name. */
  headers: Record<string, string>;
  body: string;
}

/** A key that is held while its request is being answered. */
export interface HeldKey {
  /** Keeps the answer for whoever repeats the request. */
  complete(answer: KeptAnswer): Promise<void>;
  /** The request failed and made nothing: the key is free again. Not where that is unknown. */
  release(): Promise<void>;
}

/** Keeps a repeated request from being done twice. */
export interface Idempotency {
  /**
   * Takes the key of this request for 24 h, or answers what the first request was answered. A request that was cut off
   * keeps its key: whether it was done is for people to see. Throws `request.in_progress`, `request.key_reused`.
   */
  take(key: { key: string; request: string }): Promise<HeldKey | KeptAnswer>;
}

const lifetimeMs = 24 * 3_600_000;

/** One-time keys of creations, whose answers are kept encrypted: some hold a secret that is told only once. */
export function createIdempotency(deps: { db: Database; keyring: Keyring; clock: Clock }): Idempotency {
  const { db, keyring, clock } = deps;
  const contextOf = (keyHash: string): string => `idempotency:${keyHash}`;

  return {
    async take({ key, request }) {
      // An older root's keys live on until they are past their time: a change of the root key must not do things twice.
      const [keyHash, ...olderHashes] = keyring.hashes('token-hash', key);
      const requestHashes = keyring.hashes('token-hash', request);
      const now = clock.now();
      const older = await findKey(db, olderHashes, now);
      const fresh = { key_hash: keyHash, request_hash: requestHashes[0], expires_at: now + lifetimeMs };
      if (!older && (await insertKey(db, fresh, now))) {
        return {
          complete: ({ status, ...rest }) =>
            completeKey(db, keyHash, status, keyring.encrypt(JSON.stringify(rest), contextOf(keyHash))),
          release: () => deleteKey(db, keyHash),
        };
      }
      const known = older ?? (await findKey(db, [keyHash], now));
      if (known && !requestHashes.includes(known.request_hash)) throw new DomainError('request.key_reused');
      if (!known || known.status === null || known.answer_encrypted === null) {
        throw new DomainError('request.in_progress');
      }
      const rest = JSON.parse(keyring.decrypt(known.answer_encrypted, contextOf(known.key_hash)));
      return { status: known.status, ...rest };
    },
  };
}
