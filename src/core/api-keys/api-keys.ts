import { type Database, transact } from '../../db/database.ts';
import type { Audit } from '../audit/audit.ts';
import { DomainError } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Caller, LimitRule, Limits } from '../limits/limits.ts';
import type { Clock } from '../ports.ts';
import { randomAlphanumeric } from '../random.ts';
import { insertApiKey, useApiKey } from './api-keys.store.ts';

/** Everything that an API key can be allowed to do. */
export const apiKeyRights = ['releases:write'] as const;
export type ApiKeyRight = (typeof apiKeyRights)[number];

/** How every key begins, so that leak scanners and people recognise one. */
export const apiKeyPrefix = 'portico_';

export interface ApiKeys {
  /** Answers the key itself, which is stored hashed and never shown again. */
  create(key: { name: string; rights: ApiKeyRight[]; expiresAt?: number }, actor: string): Promise<string>;
  /** Throws `api_key.wrong` (unknown, revoked, expired), `right.missing`, `request.too_many` (R13). */
  authorize(key: string, right: ApiKeyRight, caller: Caller): Promise<{ id: number; name: string }>;
}

const failuresPerAddress: readonly LimitRule[] = [{ most: 10, windowMs: 60_000 }];

/** Keys for programs, with rights. */
export function createApiKeys(deps: {
  db: Database;
  keyring: Keyring;
  clock: Clock;
  limits: Limits;
  audit: Audit;
}): ApiKeys {
  const { db, keyring, clock, limits, audit } = deps;

  return {
    create: (key, actor) =>
      transact(db, async (tx) => {
        const text = apiKeyPrefix + randomAlphanumeric(43);
        const id = await insertApiKey(tx, {
          name: key.name,
          key_hash: keyring.hash('token-hash', text),
          rights: JSON.stringify(key.rights),
          created_at: clock.now(),
          expires_at: key.expiresAt ?? null,
          last_used_at: null,
          revoked_at: null,
        });
        const details = { name: key.name, rights: key.rights };
        await audit.record(tx, { actor, action: 'api-key.created', target: `api-key:${id}`, details });
        return text;
      }),

    async authorize(text, right, caller) {
      const hit = caller.exemptFromAddressLimits
        ? undefined
        : await limits.take(`api-key-address:${caller.address}`, failuresPerAddress, 'request.too_many');
      const key = await useApiKey(db, keyring.hashes('token-hash', text), clock.now());
      if (!key) throw new DomainError('api_key.wrong');
      await hit?.giveBack();
      if (!(JSON.parse(key.rights) as string[]).includes(right)) throw new DomainError('right.missing');
      return { id: key.id, name: key.name };
    },
  };
}
