import { type Database, transact } from '../../db/database.ts';
import type { Audit } from '../audit/audit.ts';
import type { Caller } from '../caller.ts';
import { DomainError } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { LimitRule, Limits } from '../limits/limits.ts';
import type { Clock } from '../ports.ts';
import { randomAlphanumeric } from '../random.ts';
import type { Right } from '../rights.ts';
import { type ApiKeyRow, insertApiKey, listApiKeys, revokeApiKey, useApiKey } from './api-keys.store.ts';

/** How every key begins, so that leak scanners and people recognise one. */
export const apiKeyPrefix = 'portico_';

/** What is known of a key, which is never the key itself. Times in epoch milliseconds. */
export interface ApiKey {
  id: number;
  name: string;
  rights: Right[];
  createdAt: number;
  lastUsedAt: number | null;
  expiresAt: number | null;
  revokedAt: number | null;
}

/** Makes, revokes and checks API keys. */
export interface ApiKeys {
  /** Answers the key itself, which is stored hashed and never shown again. */
  create(key: { name: string; rights: Right[]; expiresAt?: number }, actor: string): Promise<string>;
  /** Newest first, dead ones among them. */
  list(): Promise<ApiKey[]>;
  /** For good, from the next request on; a second time changes nothing. Throws `api_key.not_found`. */
  revoke(id: number, actor: string): Promise<void>;
  /** Throws `api_key.wrong` (unknown, revoked, expired), `right.missing`, `request.too_many` (R13). */
  authorize(key: string, right: Right, caller: Caller): Promise<{ id: number; name: string }>;
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
          hint: text.slice(-4),
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

    async list() {
      return (await listApiKeys(db)).map((row) => ({
        id: row.id,
        name: row.name,
        rights: readRights(row),
        createdAt: row.created_at,
        lastUsedAt: row.last_used_at,
        expiresAt: row.expires_at,
        revokedAt: row.revoked_at,
      }));
    },

    revoke: (id, actor) =>
      transact(db, async (tx) => {
        if (!(await revokeApiKey(tx, id, clock.now()))) throw new DomainError('api_key.not_found');
        await audit.record(tx, { actor, action: 'api-key.revoked', target: `api-key:${id}` });
      }),

    async authorize(text, right, caller) {
      const key = await transact(db, async (tx) => {
        const hit = await limits.takeForAddress('api-key', caller, failuresPerAddress, 'request.too_many', tx);
        const used = await useApiKey(tx, keyring.hashes('token-hash', text), clock.now());
        if (used) await hit.giveBack(tx);
        return used;
      });
      if (!key) throw new DomainError('api_key.wrong');
      if (!readRights(key).includes(right)) throw new DomainError('right.missing');
      return { id: key.id, name: key.name };
    },
  };
}

function readRights(row: ApiKeyRow): Right[] {
  return JSON.parse(row.rights) as Right[];
}
