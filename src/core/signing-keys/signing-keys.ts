import { type Database, type Tx, transact } from '../../db/database.ts';
import type { Audit } from '../audit/audit.ts';
import { DomainError } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Clock } from '../ports.ts';
import { randomAlphanumeric } from '../random.ts';
import {
  disableSigningKey,
  findLiveSigningKey,
  insertSigningKey,
  listSigningKeys,
  replaceSecret,
} from './signing-keys.store.ts';

/** What a caller signs with: the public `authKey`, and the secret behind it. */
export interface SigningKeyPair {
  authKey: string;
  secret: string;
}

/** A key without its secret. Times in epoch milliseconds. */
export interface SigningKey {
  id: number;
  authKey: string;
  name: string;
  createdAt: number;
  disabledAt: number | null;
}

/** Makes, finds and disables the keys that requests are signed with. */
export interface SigningKeys {
  /** Makes a key of 16 letters and digits with a secret of 32, or the chosen one; the secret is stored encrypted. */
  create(name: string, actor: string, chosen?: SigningKeyPair): Promise<SigningKeyPair & { id: number }>;
  /** Makes the first key, of the given halves or generated ones; undefined where there is a key already, live or not. */
  ensureFirst(chosen?: Partial<SigningKeyPair>): Promise<SigningKeyPair | undefined>;
  /** The secret of a live key, read anew each time: a disabled key stops with the next request (blog B2). */
  findSecret(authKey: string): Promise<string | undefined>;
  /** For good; a second time changes nothing. Throws `signing_key.not_found`. */
  disable(id: number, actor: string): Promise<void>;
  /** Oldest first. */
  list(): Promise<SigningKey[]>;
  /** Encrypts under the current root key what an older one had sealed; answers how many secrets that were. */
  reencrypt(): Promise<number>;
}

const authKeyLength = 16;
const secretLength = 32;

interface Deps {
  db: Database;
  keyring: Keyring;
  clock: Clock;
  audit: Audit;
}

/** The pairs of `auth_key` and `auth_secret` that requests are signed with (blog B1). */
export function createSigningKeys({ db, keyring, clock, audit }: Deps): SigningKeys {
  async function insert(tx: Tx, pair: SigningKeyPair, name: string, actor: string): Promise<number> {
    const id = await insertSigningKey(tx, {
      auth_key: pair.authKey,
      secret_encrypted: keyring.encrypt(pair.secret, contextOf(pair.authKey)),
      name,
      created_at: clock.now(),
      disabled_at: null,
    });
    await audit.record(tx, { actor, action: 'signing-key.created', target: `signing-key:${id}`, details: { name } });
    return id;
  }

  return {
    create: (name, actor, pair = generateSigningKeyPair()) =>
      transact(db, async (tx) => {
        return { id: await insert(tx, pair, name, actor), ...pair };
      }),

    ensureFirst: (chosen = {}) =>
      transact(db, async (tx) => {
        if ((await listSigningKeys(tx)).length > 0) return undefined;
        const generated = generateSigningKeyPair();
        const authKey = chosen.authKey ?? generated.authKey;
        const secret = chosen.secret ?? generated.secret;
        await insert(tx, { authKey, secret }, 'first', 'system');
        return { authKey, secret };
      }),

    async findSecret(authKey) {
      const row = await findLiveSigningKey(db, authKey);
      return row && keyring.decrypt(row.secret_encrypted, contextOf(row.auth_key));
    },

    disable: (id, actor) =>
      transact(db, async (tx) => {
        if (!(await disableSigningKey(tx, id, clock.now()))) throw new DomainError('signing_key.not_found');
        await audit.record(tx, { actor, action: 'signing-key.disabled', target: `signing-key:${id}` });
      }),

    async list() {
      const rows = await listSigningKeys(db);
      return rows.map((row) => ({
        id: row.id,
        authKey: row.auth_key,
        name: row.name,
        createdAt: row.created_at,
        disabledAt: row.disabled_at,
      }));
    },

    reencrypt: () =>
      transact(db, async (tx) => {
        const stale = (await listSigningKeys(tx)).filter((row) => keyring.isStale(row.secret_encrypted));
        for (const row of stale) {
          const context = contextOf(row.auth_key);
          await replaceSecret(tx, row.id, keyring.encrypt(keyring.decrypt(row.secret_encrypted, context), context));
        }
        return stale.length;
      }),
  };
}

/** An unguessable pair, not valid before it is given to `ensureFirst`. */
export function generateSigningKeyPair(): SigningKeyPair {
  return { authKey: randomAlphanumeric(authKeyLength), secret: randomAlphanumeric(secretLength) };
}

/** Binds a secret to its row: copied into another row it does not decrypt. */
function contextOf(authKey: string): string {
  return `signing-key:${authKey}`;
}
