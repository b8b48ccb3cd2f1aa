import type { Insertable } from 'kysely';
import { type JwtContract, jwtContracts, type OpaqueContract } from '../../contracts/names.ts';
import type { Database, Tx } from '../../db/database.ts';
import type { SessionContract, SessionEndReason, SessionsTable } from '../../db/schema.ts';
import type { Account } from '../accounts/account.ts';
import { tellAccount } from '../accounts/told-account.ts';
import type { Caller } from '../caller.ts';
import { DomainError } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Clock } from '../ports.ts';
import { randomAlphanumeric } from '../random.ts';
import type { Emit } from '../webhooks/emitting.ts';
import { signJwt, verifyJwt } from './jwt.ts';
import { accessLifetimeMs, consoleIdleMs } from './lifetimes.ts';
import { createOpaqueRefresh, type OpaqueTokens } from './refresh.ts';
import { endSessionOf } from './session-list.store.ts';
import { type ListedSession, listSessions, type SessionPosition } from './session-list.ts';
import { type SessionBeginning, toSessionRow } from './session-row.ts';
import {
  confirmSession,
  endSession,
  endSessionsAt,
  endSessionsOf,
  findSession,
  findSessionByAccessHash,
  insertRefreshToken,
  insertSession,
  insertSessions,
  prolongSession,
  type SessionWithAccount,
} from './sessions.store.ts';
import { createSightings } from './sightings.ts';

export type { JwtContract, OpaqueContract } from '../../contracts/names.ts';
export type { OpaqueTokens } from './refresh.ts';
export type { ListedSession, SessionPosition } from './session-list.ts';
export type { SessionBeginning } from './session-row.ts';

const withJwt: ReadonlySet<SessionContract> = new Set(jwtContracts);

/** A live session. Times in epoch milliseconds. */
export interface Session {
  id: number;
  contract: SessionContract;
  createdAt: number;
  expiresAt: number;
}

/** A token's session and the account behind it. */
export interface SignedIn {
  account: Account;
  session: Session;
  /** When the token that was shown expires: earlier than its session where that was prolonged. */
  tokenExpiresAt: number;
  /** When the password was last given in the session: at its beginning, or since. */
  confirmedAt: number;
}

/** Opens, proves, prolongs and ends sessions. */
export interface Sessions {
  /** Opens the session behind a JWT; the gateway signs it with its own claims. */
  open(tx: Tx, account: Account, contract: JwtContract, caller: Caller): Promise<Session>;
  /** Opens a session with opaque access and refresh tokens (M4). */
  openOpaque(tx: Tx, account: Account, contract: OpaqueContract, caller: Caller): Promise<OpaqueTokens>;
  /** Opens a session of the console; `token` is told here only. */
  openConsole(tx: Tx, account: Account, caller: Caller): Promise<{ session: Session; token: string }>;
  /** The session's JWT with the contract's own claims plus `sid`, `iat`, `exp`. Throws `session.cannot_sign`. */
  sign(session: Session, claims: Record<string, unknown>): string;
  /** Throws `session.invalid` (not ours, another door's), `session.expired`, `session.revoked`. */
  authenticateJwt(contract: JwtContract, token: string): Promise<SignedIn>;
  /**
   * The account that a JWT was issued to, long after it opens nothing any more: who shows it is recognised, and let in
   * nowhere. Undefined for what is not ours.
   */
  recognise(contract: JwtContract, token: string): Promise<number | undefined>;
  /** The same as `authenticateJwt` for an opaque access token. */
  authenticateOpaque(contract: OpaqueContract | 'console', accessToken: string): Promise<SignedIn>;
  /**
   * Exchanges a refresh token for its one successor pair (M4): single use, told again within 10 s as long as the
   * successor has not been used; a later second use revokes the session. Throws `session.invalid` (not ours, another
   * door's), `session.expired`, `session.revoked`.
   */
  refresh(contract: OpaqueContract, refreshToken: string): Promise<OpaqueTokens>;
  /** A session as long as a fresh one, for a token in its last hour (D4). */
  prolong(tx: Tx, session: Session): Promise<Session>;
  /** Signs one device out (R9); a session that has ended stays as it is. */
  end(sessionId: number, reason: SessionEndReason): Promise<void>;
  /** Signs an account out everywhere (R9). */
  endAll(tx: Tx, accountId: number, reason: SessionEndReason): Promise<void>;
  /** Signs an account out of the console alone. */
  endAtConsole(tx: Tx, accountId: number, reason: SessionEndReason): Promise<void>;
  /** Notes that its owner gave the password again. */
  confirm(sessionId: number): Promise<void>;
  /** False where the account has no such session, or it has ended. */
  endOf(tx: Tx, accountId: number, sessionId: number, reason: SessionEndReason): Promise<boolean>;
  /** An account's sessions after a place: live ones first, each part newest first. */
  listOf(accountId: number, page: { after: SessionPosition | undefined; limit: number }): Promise<ListedSession[]>;
  /** Keeps sessions as if they had been opened, for made-up accounts: nobody holds their tokens. */
  insertGenerated(tx: Tx, sessions: readonly SessionBeginning[]): Promise<void>;
}

/** Is told of sessions that were opened and ended, in the transactions that do it. */
export interface SessionWatch {
  opened(contract: SessionContract): void;
  ended(reason: SessionEndReason, count: number): void;
}

/** One set of sessions behind every door: one row each, whatever the token looks like (R9). */
export function createSessions(deps: {
  db: Database;
  keyring: Keyring;
  clock: Clock;
  emit: Emit;
  watch?: SessionWatch;
}): Sessions {
  const { db, keyring, clock, emit, watch } = deps;
  const refresh = createOpaqueRefresh(deps);
  const sightings = createSightings(db);

  function requireLive(found: SessionWithAccount | undefined, contract: SessionContract): SignedIn {
    if (!found) throw new DomainError('session.revoked');
    if (found.session_contract !== contract) throw new DomainError('session.invalid');
    if (found.session_ended_at !== null || found.status !== 'active') throw new DomainError('session.revoked');
    const now = clock.now();
    if (usableUntil(found) <= now) throw new DomainError('session.expired');
    sightings.note({ id: found.session_id, lastSeenAt: found.session_last_seen_at }, now);
    return {
      account: found,
      session: toSession(found),
      tokenExpiresAt: found.session_expires_at,
      confirmedAt: found.session_confirmed_at ?? found.session_created_at,
    };
  }

  async function insert(tx: Tx, account: Account, values: Insertable<SessionsTable>): Promise<Session> {
    const id = await insertSession(tx, values);
    watch?.opened(values.contract);
    const { contract, address, user_agent: userAgent, expires_at: expiresAt } = values;
    await emit(tx, 'session.opened', () => ({
      account: tellAccount(account),
      session: { id, contract, address, userAgent, expiresAt: new Date(expiresAt).toISOString() },
    }));
    return { id, contract, createdAt: values.created_at, expiresAt };
  }

  return {
    async open(tx, account, contract, caller) {
      return insert(tx, account, toSessionRow({ accountId: account.id, contract, caller, at: clock.now() }));
    },

    async openOpaque(tx, account, contract, caller) {
      const now = clock.now();
      const tokens = { accessToken: randomAlphanumeric(50), refreshToken: randomAlphanumeric(50) };
      const accessHash = keyring.hash('token-hash', tokens.accessToken);
      const values = toSessionRow({ accountId: account.id, contract, caller, at: now }, accessHash);
      const session = await insert(tx, account, values);
      await insertRefreshToken(tx, refresh.toRow({ contract, id: session.id }, tokens.refreshToken, now));
      return { ...tokens, expiresAt: values.expires_at };
    },

    async openConsole(tx, account, caller) {
      const token = randomAlphanumeric(50);
      const accessHash = keyring.hash('token-hash', token);
      const values = toSessionRow({ accountId: account.id, contract: 'console', caller, at: clock.now() }, accessHash);
      return { session: await insert(tx, account, values), token };
    },

    sign(session, claims) {
      try {
        if (!isJwtContract(session.contract)) throw new Error('its tokens are opaque');
        const exp = Math.floor(session.expiresAt / 1000);
        // Not the clock, which may have reached the next second since: a token lives exactly as long as documented.
        const iat = exp - accessLifetimeMs[session.contract] / 1000;
        return signJwt({ ...claims, sid: session.id, iat, exp }, keyring.key(`jwt-${session.contract}`));
      } catch (error) {
        throw new DomainError('session.cannot_sign', {}, error);
      }
    },

    async authenticateJwt(contract, token) {
      // Each contract signs with a key of its own, so that a token serves only the door that issued it (R9).
      const claims = verifyJwt(token, keyring.keys(`jwt-${contract}`));
      if (!claims) throw new DomainError('session.invalid');
      if (claims.exp * 1000 <= clock.now()) throw new DomainError('session.expired');
      return { ...requireLive(await findSession(db, claims.sid), contract), tokenExpiresAt: claims.exp * 1000 };
    },

    async recognise(contract, token) {
      const claims = verifyJwt(token, keyring.keys(`jwt-${contract}`));
      return claims && (await findSession(db, claims.sid))?.id;
    },

    async authenticateOpaque(contract, accessToken) {
      const found = await findSessionByAccessHash(db, keyring.hashes('token-hash', accessToken));
      if (!found) throw new DomainError('session.invalid');
      return requireLive(found, contract);
    },

    refresh: (contract, token) => refresh.exchange(contract, token),

    async prolong(tx, session) {
      const now = clock.now();
      const expiresAt = now + accessLifetimeMs[session.contract];
      await prolongSession(tx, session.id, expiresAt, now);
      return { ...session, expiresAt };
    },

    async end(sessionId, reason) {
      const ended = await endSession(db, sessionId, reason, clock.now());
      watch?.ended(reason, ended);
    },
    async endAll(tx, accountId, reason) {
      const ended = await endSessionsOf(tx, accountId, reason, clock.now());
      watch?.ended(reason, ended);
    },
    async endAtConsole(tx, accountId, reason) {
      const ended = await endSessionsAt(tx, 'console', { accountId, reason, now: clock.now() });
      watch?.ended(reason, ended);
    },
    confirm: (sessionId) => confirmSession(db, sessionId, clock.now()),
    async endOf(tx, accountId, sessionId, reason) {
      const hasEnded = await endSessionOf(tx, accountId, sessionId, reason, clock.now());
      if (hasEnded) watch?.ended(reason, 1);
      return hasEnded;
    },
    listOf: (accountId, page) => listSessions(db, accountId, page, clock.now()),
    insertGenerated: (tx, beginnings) =>
      insertSessions(
        tx,
        beginnings.map((beginning) => toSessionRow(beginning)),
      ),
  };
}

function isJwtContract(contract: SessionContract): contract is JwtContract {
  return withJwt.has(contract);
}

/** When it ends if nobody uses it any more. */
function usableUntil(found: SessionWithAccount): number {
  const { session_contract: contract, session_expires_at: expiresAt, session_last_seen_at: lastSeenAt } = found;
  return contract === 'console' ? Math.min(expiresAt, lastSeenAt + consoleIdleMs) : expiresAt;
}

function toSession(found: SessionWithAccount): Session {
  return {
    id: found.session_id,
    contract: found.session_contract,
    createdAt: found.session_created_at,
    expiresAt: found.session_expires_at,
  };
}
