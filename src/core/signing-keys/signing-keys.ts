import { type Database, type Db, type Tx, takeTurn, transact } from '../../db/database.ts';
import type { Audit } from '../audit/audit.ts';
import { DomainError, requireFound } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Actor } from '../operator.ts';
import type { Clock } from '../ports.ts';
import { randomAlphanumeric } from '../random.ts';
import { type Change, requireVersion } from '../versions.ts';
import {
  findLiveSigningKey,
  findSigningKey,
  insertSigningKey,
  listSigningKeys,
  listSigningKeysBefore,
  replaceSecret,
  type SigningKeyRow,
  updateSigningKey,
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
  updatedAt: number;
  /** `ending`: replaced, and valid until `expiresAt`. */
  state: 'live' | 'ending' | 'expired' | 'disabled';
  /** The end of a key that was replaced. */
  expiresAt: number | null;
  disabledAt: number | null;
}

/** A key that was just made: the only moment at which its secret is told. */
export interface NewSigningKey extends SigningKey {
  secret: string;
}

/** Makes, finds, replaces and disables the keys that requests are signed with. */
export interface SigningKeys {
  /** Makes a key of 16 letters and digits with a secret of 32, or the chosen one; the secret is stored encrypted. */
  create(name: string, by: Actor, chosen?: SigningKeyPair): Promise<NewSigningKey>;
  /** Makes the first key, of the given halves or generated ones; undefined where there is a key already, live or not. */
  ensureFirst(chosen?: Partial<SigningKeyPair>): Promise<SigningKeyPair | undefined>;
  /** The secret of a live key, read anew each time: a disabled or expired key stops with the next request (blog B2). */
  findSecret(authKey: string): Promise<string | undefined>;
  /**
   * Makes a successor of the same name; the key itself ends `overlapMs` later, so that front ends have time to change
   * over, and never later than it would have ended before. Throws `signing_key.not_found`, `signing_key.ended`, `request.version_changed`.
   */
  rotate(id: number, overlapMs: number, change: Change): Promise<{ ending: SigningKey; successor: NewSigningKey }>;
  /** For good; a second time changes nothing. Throws `signing_key.not_found`, `request.version_changed`. */
  disable(id: number, change: Change): Promise<SigningKey>;
  /** Throws `signing_key.not_found`. */
  get(id: number): Promise<SigningKey>;
  /** Oldest first. */
  list(): Promise<SigningKey[]>;
  /** At most `most`, newest first, from the one before `beforeId`. */
  listPage(page: { beforeId?: number | undefined; most: number }): Promise<SigningKey[]>;
  /** Encrypts under the current root key what an older one had sealed; answers how many secrets that were. */
  reencrypt(): Promise<number>;
}

const authKeyLength = 16;
const secretLength = 32;
const mostOpened = 100;

interface Deps {
  db: Database;
  keyring: Keyring;
  clock: Clock;
  audit: Audit;
}

/** The pairs of `auth_key` and `auth_secret` that requests are signed with (blog B1). */
export function createSigningKeys({ db, keyring, clock, audit }: Deps): SigningKeys {
  const view = (row: SigningKeyRow): SigningKey => toSigningKey(row, clock.now());
  /** The key is read for each request, and whether it is live; opening what it sealed each time would cost more than that. */
  const opened = new Map<string, { sealed: string; secret: string }>();

  async function insert(tx: Tx, pair: SigningKeyPair, name: string, by: Actor): Promise<SigningKeyRow> {
    const now = clock.now();
    const row = await insertSigningKey(tx, {
      auth_key: pair.authKey,
      secret_encrypted: keyring.encrypt(pair.secret, contextOf(pair.authKey)),
      name,
      created_at: now,
      updated_at: now,
      disabled_at: null,
    });
    await audit.record(tx, { ...by, action: 'signing-key.created', target: targetOf(row.id), details: { name } });
    return row;
  }

  function openSecret({ auth_key: authKey, secret_encrypted: sealed }: SigningKeyRow): string {
    const known = opened.get(authKey);
    if (known?.sealed === sealed) return known.secret;
    const secret = keyring.decrypt(sealed, contextOf(authKey));
    if (opened.size >= mostOpened) opened.clear();
    opened.set(authKey, { sealed, secret });
    return secret;
  }

  async function get(at: Db, id: number): Promise<SigningKeyRow> {
    return requireFound(await findSigningKey(at, id), 'signing_key.not_found');
  }

  return {
    create: (name, by, pair = generateSigningKeyPair()) =>
      transact(db, async (tx) => ({ ...view(await insert(tx, pair, name, by)), secret: pair.secret })),

    ensureFirst: (chosen = {}) =>
      transact(db, async (tx) => {
        await takeTurn(tx, 'first-run');
        if ((await listSigningKeys(tx)).length > 0) return undefined;
        const generated = generateSigningKeyPair();
        const authKey = chosen.authKey ?? generated.authKey;
        const secret = chosen.secret ?? generated.secret;
        await insert(tx, { authKey, secret }, 'first', { actor: 'system' });
        return { authKey, secret };
      }),

    async findSecret(authKey) {
      const row = await findLiveSigningKey(db, authKey, clock.now());
      return row && openSecret(row);
    },

    rotate: (id, overlapMs, { by, version }) =>
      transact(db, async (tx) => {
        const row = await get(tx, id);
        requireVersion(row, version);
        if (['disabled', 'expired'].includes(view(row).state)) throw new DomainError('signing_key.ended');
        const pair = generateSigningKeyPair();
        const successor = await insert(tx, pair, row.name, by);
        const expiresAt = Math.min(clock.now() + overlapMs, row.expires_at ?? Number.POSITIVE_INFINITY);
        const ending = await updateSigningKey(tx, id, { expires_at: expiresAt }, clock.now());
        const details = { successor: successor.id, expiresAt: new Date(expiresAt).toISOString() };
        await audit.record(tx, { ...by, action: 'signing-key.rotated', target: targetOf(id), details });
        return { ending: view(ending), successor: { ...view(successor), secret: pair.secret } };
      }),

    disable: (id, { by, version }) =>
      transact(db, async (tx) => {
        const row = await get(tx, id);
        requireVersion(row, version);
        if (row.disabled_at !== null) return view(row);
        const disabled = await updateSigningKey(tx, id, { disabled_at: clock.now() }, clock.now());
        await audit.record(tx, { ...by, action: 'signing-key.disabled', target: targetOf(id) });
        return view(disabled);
      }),

    get: async (id) => view(await get(db, id)),
    list: async () => (await listSigningKeys(db)).map(view),
    listPage: async ({ beforeId = Number.MAX_SAFE_INTEGER, most }) =>
      (await listSigningKeysBefore(db, beforeId, most)).map(view),

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

function toSigningKey(row: SigningKeyRow, now: number): SigningKey {
  return {
    id: row.id,
    authKey: row.auth_key,
    name: row.name,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    state: stateOf(row, now),
    expiresAt: row.expires_at,
    disabledAt: row.disabled_at,
  };
}

function stateOf({ disabled_at: disabledAt, expires_at: expiresAt }: SigningKeyRow, now: number): SigningKey['state'] {
  if (disabledAt !== null) return 'disabled';
  if (expiresAt === null) return 'live';
  return expiresAt > now ? 'ending' : 'expired';
}

function targetOf(id: number): string {
  return `signing-key:${id}`;
}

/** Binds a secret to its row: copied into another row it does not decrypt. */
function contextOf(authKey: string): string {
  return `signing-key:${authKey}`;
}
