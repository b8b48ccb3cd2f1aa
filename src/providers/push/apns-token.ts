import { importPKCS8, SignJWT } from 'jose';
import type { Clock } from '../../core/ports.ts';

/** A key for APNs, as Apple's developer site gives it. */
export interface ApnsKey {
  /** The .p8 file: PKCS #8 in PEM. */
  privateKey: string;
  keyId: string;
  teamId: string;
}

/** Provider tokens, which Apple wants to be used for 20 minutes at least and an hour at most. */
export interface ApnsTokens {
  get(): Promise<string>;
  /**
   * Apple calls it expired: the next one is new. Does nothing where there is a newer one, or where it was used for less
   * than 20 minutes: then the clock is wrong, and a new token would only be one too many.
   */
  drop(token: string): void;
}

const usedForMs = 40 * 60_000;
const shortestUseMs = 20 * 60_000;

/** Signed with ES256. */
export function createApnsTokens({ privateKey, keyId, teamId }: ApnsKey, clock: Clock): ApnsTokens {
  let known: { token: string; made: Promise<string>; at: number } | undefined;

  async function sign(now: number): Promise<string> {
    return new SignJWT({})
      .setProtectedHeader({ alg: 'ES256', kid: keyId })
      .setIssuer(teamId)
      .setIssuedAt(Math.floor(now / 1000))
      .sign(await importPKCS8(privateKey, 'ES256'));
  }

  return {
    async get() {
      const now = clock.now();
      if (!known || now - known.at >= usedForMs || now < known.at) known = { token: '', made: sign(now), at: now };
      const mine = known;
      mine.token = await mine.made;
      return mine.token;
    },
    drop(token) {
      if (known?.token === token && clock.now() - known.at >= shortestUseMs) known = undefined;
    },
  };
}
