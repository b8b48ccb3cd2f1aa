import { createHmac } from 'node:crypto';
import type { Insertable, Selectable } from 'kysely';
import { type Database, type Tx, transact } from '../../db/database.ts';
import type { RefreshTokensTable, SessionEndReason } from '../../db/schema.ts';
import { DomainError, type ErrorCode } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Clock } from '../ports.ts';
import { alphanumericFrom } from '../random.ts';
import { accessLifetimeMs, refreshLifetimeMs } from './lifetimes.ts';
import {
  consumeRefreshToken,
  endSession,
  findRefreshToken,
  findSession,
  insertRefreshToken,
  replaceAccessToken,
} from './sessions.store.ts';

/** Both tokens are 50 letters and digits; `expiresAt` is the access token's, in epoch milliseconds (M4). */
export interface OpaqueTokens {
  accessToken: string;
  refreshToken: string;
  expiresAt: number;
}

/** A retry after a lost answer is no theft (M4). */
const reuseGraceMs = 10_000;

type RefreshToken = Selectable<RefreshTokensTable>;
type Outcome = { tokens: OpaqueTokens } | { refused: ErrorCode };

interface Deps {
  db: Database;
  keyring: Keyring;
  clock: Clock;
  watch?: { ended(reason: SessionEndReason, count: number): void };
}

/** Rotation of refresh tokens. A successor is derived from the token it replaces, so that a retry hears the same one. */
export function createOpaqueRefresh({ db, keyring, clock, watch }: Deps) {
  function successorOf(token: string): { accessToken: string; refreshToken: string } {
    const derive = (kind: string): string => {
      let round = 0;
      const next = () => {
        round += 1;
        return createHmac('sha256', keyring.key('token-successor')).update(`${kind}:${round}:${token}`).digest();
      };
      return alphanumericFrom(next, 50);
    };
    return { accessToken: derive('access'), refreshToken: derive('refresh') };
  }

  const toRow = (sessionId: number, token: string, now: number): Insertable<RefreshTokensTable> => ({
    hash: keyring.hash('token-hash', token),
    session_id: sessionId,
    expires_at: now + refreshLifetimeMs,
    used_at: null,
  });

  async function rotate(tx: Tx, sessionId: number, token: string, now: number): Promise<OpaqueTokens> {
    const successor = successorOf(token);
    const expiresAt = now + accessLifetimeMs.mobile;
    const hash = keyring.hash('token-hash', successor.accessToken);
    await replaceAccessToken(tx, sessionId, { hash, expiresAt }, now);
    await insertRefreshToken(tx, toRow(sessionId, successor.refreshToken, now));
    return { ...successor, expiresAt };
  }

  async function repeatOrRevoke(tx: Tx, token: string, used: RefreshToken, now: number): Promise<Outcome> {
    if (used.used_at === null) return { refused: 'session.expired' };
    const successor = successorOf(token);
    const next = await findRefreshToken(tx, keyring.hashes('token-hash', successor.refreshToken));
    if (now - used.used_at <= reuseGraceMs && next?.used_at === null) {
      return { tokens: { ...successor, expiresAt: used.used_at + accessLifetimeMs.mobile } };
    }
    const ended = await endSession(tx, used.session_id, 'token-reuse', now);
    watch?.ended('token-reuse', ended);
    return { refused: 'session.revoked' };
  }

  async function findRefusal(tx: Tx, sessionId: number): Promise<ErrorCode | undefined> {
    const session = await findSession(tx, sessionId);
    const isLive = session && session.session_ended_at === null && session.status === 'active';
    return isLive ? undefined : 'session.revoked';
  }

  async function exchange(token: string): Promise<OpaqueTokens> {
    const outcome = await transact<Outcome>(db, async (tx) => {
      const now = clock.now();
      const hashes = keyring.hashes('token-hash', token);
      const consumed = await consumeRefreshToken(tx, hashes, now);
      const known = consumed ?? (await findRefreshToken(tx, hashes));
      if (!known) return { refused: 'session.invalid' };
      const refused = await findRefusal(tx, known.session_id);
      if (refused) return { refused };
      return consumed
        ? { tokens: await rotate(tx, known.session_id, token, now) }
        : repeatOrRevoke(tx, token, known, now);
    });
    if ('refused' in outcome) throw new DomainError(outcome.refused);
    return outcome.tokens;
  }

  return { exchange, toRow };
}
