import { type Database, type Db, transact } from '../../db/database.ts';
import type { Audit } from '../audit/audit.ts';
import type { Caller } from '../caller.ts';
import { DomainError, invalidFields, requireFound } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { LimitRule, Limits } from '../limits/limits.ts';
import type { Actor } from '../operator.ts';
import type { Clock } from '../ports.ts';
import { randomAlphanumeric } from '../random.ts';
import type { Right } from '../rights.ts';
import { type Change, requireVersion } from '../versions.ts';
import {
  type ApiKeyRow,
  findApiKey,
  findApiKeyNames,
  findLiveApiKey,
  insertApiKey,
  listApiKeys,
  noteApiKeyUse,
  revokeApiKey,
} from './api-keys.store.ts';

/** How every key begins, so that leak scanners and people recognise one. */
export const apiKeyPrefix = 'portico_';

/** What is known of a key, which is never the key itself. Times in epoch milliseconds. */
export interface ApiKey {
  id: number;
  name: string;
  /** Its last characters; empty for keys from before they were kept. */
  hint: string;
  rights: Right[];
  state: 'live' | 'expired' | 'revoked';
  createdAt: number;
  updatedAt: number;
  /** To the minute. */
  lastUsedAt: number | null;
  expiresAt: number | null;
  revokedAt: number | null;
}

/** A key that was just made: the only moment at which it is told. */
export interface NewApiKey extends ApiKey {
  key: string;
}

/** Makes, revokes and checks API keys. */
export interface ApiKeys {
  /** The key is stored hashed. Throws `request.invalid_fields` where it would have expired already. */
  create(
    wanted: { name: string; rights: readonly Right[]; expiresAt?: number | null | undefined },
    by: Actor,
  ): Promise<NewApiKey>;
  /** Throws `api_key.not_found`. */
  get(id: number): Promise<ApiKey>;
  /** What these keys are called, by id; one that is not there is absent. */
  findNames(ids: readonly number[]): Promise<ReadonlyMap<number, string>>;
  /** Newest first, dead ones among them: all, or a page from the one before `beforeId`. */
  list(page?: { beforeId?: number | undefined; most?: number }): Promise<ApiKey[]>;
  /**
   * For good, from the next request on; a second time changes nothing. Throws `api_key.not_found`,
   * `request.version_changed`.
   */
  revoke(id: number, change: Change): Promise<ApiKey>;
  /** Throws `api_key.wrong` (unknown, revoked, expired), `right.missing`, `request.too_many` (R13). */
  authorize(key: string, right: Right, caller: Caller): Promise<Pick<ApiKey, 'id' | 'name' | 'rights'>>;
}

const failuresPerAddress: readonly LimitRule[] = [{ most: 10, windowMs: 60_000 }];
// A program asks many times a second; a write for each would wait for the disk each time.
const useNotedEveryMs = 60_000;

interface Deps {
  db: Database;
  keyring: Keyring;
  clock: Clock;
  limits: Limits;
  audit: Audit;
}

/** Keys for programs, with rights. */
export function createApiKeys({ db, keyring, clock, limits, audit }: Deps): ApiKeys {
  const view = (row: ApiKeyRow): ApiKey => toApiKey(row, clock.now());

  async function get(at: Db, id: number): Promise<ApiKeyRow> {
    return requireFound(await findApiKey(at, id), 'api_key.not_found');
  }

  /**
   * A key cannot be guessed: what the limit keeps out is the noise of who tries. So right keys are let in beside it: a
   * program with a revoked one must not keep out every other behind the same address.
   */
  async function findKey(text: string, caller: Caller): Promise<ApiKeyRow> {
    const [current, ...older] = keyring.hashes('token-hash', text);
    const now = clock.now();
    const key = await findLiveApiKey(db, [current, ...older], now);
    if (!key) {
      await limits.takeForAddress('api-key', caller, failuresPerAddress, 'request.too_many');
      throw new DomainError('api_key.wrong');
    }
    if (key.key_hash !== current || now - (key.last_used_at ?? 0) >= useNotedEveryMs) {
      await noteApiKeyUse(db, key.id, current, now);
    }
    return key;
  }

  return {
    async create({ name, rights, expiresAt = null }, by) {
      const now = clock.now();
      if (expiresAt !== null && expiresAt <= now) {
        throw invalidFields({ field: 'expiresAt', label: '到期时间', rule: '要晚于现在' });
      }
      const key = apiKeyPrefix + randomAlphanumeric(43);
      return transact(db, async (tx) => {
        const row = await insertApiKey(tx, {
          name,
          key_hash: keyring.hash('token-hash', key),
          hint: key.slice(-4),
          rights: JSON.stringify(rights),
          created_at: now,
          updated_at: now,
          expires_at: expiresAt,
          last_used_at: null,
          revoked_at: null,
        });
        const details = { name, rights, expiresAt: expiresAt === null ? undefined : new Date(expiresAt).toISOString() };
        await audit.record(tx, { ...by, action: 'api-key.created', target: `api-key:${row.id}`, details });
        return { ...view(row), key };
      });
    },

    get: async (id) => view(await get(db, id)),

    findNames: async (ids) => new Map((await findApiKeyNames(db, ids)).map(({ id, name }) => [id, name])),

    list: async ({ beforeId = Number.MAX_SAFE_INTEGER, most } = {}) =>
      (await listApiKeys(db, { beforeId, most })).map(view),

    revoke: (id, { by, version }) =>
      transact(db, async (tx) => {
        const row = await get(tx, id);
        requireVersion(row, version);
        if (row.revoked_at !== null) return view(row);
        const revoked = await revokeApiKey(tx, id, clock.now());
        await audit.record(tx, { ...by, action: 'api-key.revoked', target: `api-key:${id}` });
        return view(revoked);
      }),

    async authorize(text, right, caller) {
      const key = await findKey(text, caller);
      const rights = readRights(key);
      if (!rights.includes(right)) throw new DomainError('right.missing');
      return { id: key.id, name: key.name, rights };
    },
  };
}

function toApiKey(row: ApiKeyRow, now: number): ApiKey {
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    rights: readRights(row),
    state: stateOf(row, now),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}

function stateOf({ revoked_at: revokedAt, expires_at: expiresAt }: ApiKeyRow, now: number): ApiKey['state'] {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'live';
}

function readRights(row: ApiKeyRow): Right[] {
  return JSON.parse(row.rights) as Right[];
}
