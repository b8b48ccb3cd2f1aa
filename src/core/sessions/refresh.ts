import { createHmac } from 'node:crypto';
import type { Insertable, Selectable } from 'kysely';
import type { OpaqueContract } from '../../contracts/names.ts';
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

interface OpaqueSession {
  id: number;
  contract: OpaqueContract;
}

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

  const toRow = ({ id, contract }: OpaqueSession, token: string, now: number): Insertable<RefreshTokensTable> => ({
    hash: keyring.hash('token-hash', token),
    session_id: id,
    expires_at: now + refreshLifetimeMs[contract],
    used_at: null,
  });

  async function rotate(tx: Tx, session: OpaqueSession, token: string, now: number): Promise<OpaqueTokens> {
    const successor = successorOf(token);
    const expiresAt = now + accessLifetimeMs[session.contract];
    const hash = keyring.hash('token-hash', successor.accessToken);
    await replaceAccessToken(tx, session.id, { hash, expiresAt }, now);
    await insertRefreshToken(tx, toRow(session, successor.refreshToken, now));
    return { ...successor, expiresAt };
  }

  async function repeatOrRevoke(
    tx: Tx,
    contract: OpaqueContract,
    token: string,
    { used, now }: { used: RefreshToken; now: number },
  ): Promise<Outcome> {
    if (used.used_at === null) return { refused: 'session.expired' };
    const successor = successorOf(token);
    const next = await findRefreshToken(tx, keyring.hashes('token-hash', successor.refreshToken));
    if (now - used.used_at <= reuseGraceMs && next?.used_at === null) {
      return { tokens: { ...successor, expiresAt: used.used_at + accessLifetimeMs[contract] } };
    }
    const ended = await endSession(tx, used.session_id, 'token-reuse', now);
    watch?.ended('token-reuse', ended);
    return { refused: 'session.revoked' };
  }

  async function findRefusal(tx: Tx, { id, contract }: OpaqueSession): Promise<ErrorCode | undefined> {
    const session = await findSession(tx, id);
    // Thrown, so that another door's token is not used up by it.
    if (session && session.session_contract !== contract) throw new DomainError('session.invalid');
    const isLive = session && session.session_ended_at === null && session.status === 'active';
    return isLive ? undefined : 'session.revoked';
  }

  async function exchange(contract: OpaqueContract, token: string): Promise<OpaqueTokens> {
    const outcome = await transact<Outcome>(db, async (tx) => {
      const now = clock.now();
      const hashes = keyring.hashes('token-hash', token);
      const consumed = await consumeRefreshToken(tx, hashes, now);
      const known = consumed ?? (await findRefreshToken(tx, hashes));
      if (!known) return { refused: 'session.invalid' };
      const session = { id: known.session_id, contract };
      const refused = await findRefusal(tx, session);
      if (refused) return { refused };
      return consumed
        ? { tokens: await rotate(tx, session, token, now) }
        : repeatOrRevoke(tx, contract, token, { used: known, now });
    });
    if ('refused' in outcome) throw new DomainError(outcome.refused);
    return outcome.tokens;
  }

  return { exchange, toRow };
}
