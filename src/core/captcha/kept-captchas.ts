import type { Database } from '../../db/database.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { SharedMemory } from '../ports.ts';
import { randomAlphanumeric } from '../random.ts';
import { consumeCaptcha, insertCaptcha } from './captcha.store.ts';

/** What is kept of a captcha. */
export interface KeptCaptcha {
  answerHash: string;
  expiresAt: number;
}

/** Where captchas wait for their answers. */
export interface KeptCaptchas {
  /** Keeps what `describe` says of the new captcha, and answers its id. */
  keep(lifetimeMs: number, describe: (id: string) => KeptCaptcha): Promise<string>;
  /** Answers it once; undefined where it is gone, or cannot be asked for. */
  consume(id: string): Promise<KeptCaptcha | undefined>;
}

interface Deps {
  db: Database;
  keyring: Keyring;
  memory?: SharedMemory | undefined;
}

const idLength = 32;
// How every id in the shared memory begins: for most others it need not be asked.
const sharedMark = 'r';

/**
 * In the memory that nodes share, or in the database where that keeps nothing. None is ever at both, where it would be
 * good twice: whatever is not surely kept there gets another id.
 */
export function createKeptCaptchas({ db, keyring, memory }: Deps): KeptCaptchas {
  const nameOf = (id: string): string => `captcha:${keyring.hash('captcha-hash', id)}`;

  async function keepShared(lifetimeMs: number, describe: (id: string) => KeptCaptcha): Promise<string | undefined> {
    const id = sharedMark + randomAlphanumeric(idLength - sharedMark.length);
    const { answerHash, expiresAt } = describe(id);
    const isKept = await memory?.putOnce(nameOf(id), `${expiresAt} ${answerHash}`, lifetimeMs);
    return isKept ? id : undefined;
  }

  async function keepStored(describe: (id: string) => KeptCaptcha): Promise<string> {
    const id = randomAlphanumeric(idLength);
    await insertCaptcha(db, { idHash: keyring.hash('captcha-hash', id), ...describe(id) });
    return id;
  }

  async function takeShared(id: string): Promise<KeptCaptcha | undefined> {
    const [expiresAt, answerHash] = ((await memory?.takeOnce(nameOf(id))) ?? '').split(' ');
    return answerHash === undefined ? undefined : { answerHash, expiresAt: Number(expiresAt) };
  }

  async function takeStored(id: string): Promise<KeptCaptcha | undefined> {
    const stored = await consumeCaptcha(db, keyring.hashes('captcha-hash', id));
    return stored && { answerHash: stored.answer_hash, expiresAt: stored.expires_at };
  }

  return {
    keep: async (lifetimeMs, describe) => (await keepShared(lifetimeMs, describe)) ?? keepStored(describe),
    consume: async (id) => (id.startsWith(sharedMark) ? await takeShared(id) : undefined) ?? takeStored(id),
  };
}
