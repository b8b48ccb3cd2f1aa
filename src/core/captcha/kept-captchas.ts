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
// Longer than any id in the database.
const sharedMark = 'r';

/**
 * In the memory that nodes share, or in the database where that keeps nothing. The id says which: one captcha is never at
 * both, where it would be good twice, and a made-up id costs one question.
 */
export function createKeptCaptchas({ db, keyring, memory }: Deps): KeptCaptchas {
  const isShared = (id: string): boolean => id.length === idLength + sharedMark.length && id.startsWith(sharedMark);
  const nameOf = (id: string): string => `captcha:${keyring.hash('captcha-hash', id)}`;

  async function keepShared(lifetimeMs: number, describe: (id: string) => KeptCaptcha): Promise<string | undefined> {
    const id = sharedMark + randomAlphanumeric(idLength);
    const { answerHash, expiresAt } = describe(id);
    const isKept = await memory?.putOnce(nameOf(id), `${expiresAt} ${answerHash}`, lifetimeMs);
    return isKept ? id : undefined;
  }

  async function keepStored(describe: (id: string) => KeptCaptcha): Promise<string> {
    const id = randomAlphanumeric(idLength);
    await insertCaptcha(db, { idHash: keyring.hash('captcha-hash', id), ...describe(id) });
    return id;
  }

  return {
    keep: async (lifetimeMs, describe) => (await keepShared(lifetimeMs, describe)) ?? keepStored(describe),

    async consume(id) {
      if (isShared(id)) {
        const [expiresAt, answerHash] = ((await memory?.takeOnce(nameOf(id))) ?? '').split(' ');
        return answerHash === undefined ? undefined : { answerHash, expiresAt: Number(expiresAt) };
      }
      const stored = await consumeCaptcha(db, keyring.hashes('captcha-hash', id));
      return stored && { answerHash: stored.answer_hash, expiresAt: stored.expires_at };
    },
  };
}
