import { randomBytes, randomInt } from 'node:crypto';
import type { Database } from '../../db/database.ts';
import type { SessionContract } from '../../db/schema.ts';
import { DomainError } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { CaptchaObserver, Clock, SharedMemory } from '../ports.ts';
import { isSameSecret } from '../same-secret.ts';
import { drawCaptcha, type Size } from './draw.ts';
import { captchaAlphabet } from './glyphs.ts';
import { createKeptCaptchas } from './kept-captchas.ts';
import { renderPng } from './render-png.ts';

export type { Size } from './draw.ts';

/** Draws captchas and judges the answers. One is good at the door alone that drew it: some are easier to read than others. */
export interface Captchas {
  /** A new captcha as SVG of that size (60–400 × 24–160). */
  createSvg(door: SessionContract, size: Size): Promise<{ id: string; svg: string }>;
  /** A new captcha as PNG. */
  createPng(door: SessionContract, size: Size): Promise<{ id: string; png: Buffer }>;
  /** Compares once, in any letter case; the captcha is gone afterwards, right or wrong (R8). Throws `captcha.wrong`. */
  consume(door: SessionContract, captcha: SolvedCaptcha): Promise<void>;
}

/** A captcha with what somebody read in it. */
export interface SolvedCaptcha {
  id: string;
  answer: string;
}

const length = 5;
const lifetimeMs = 2 * 60_000;

interface Deps {
  db: Database;
  keyring: Keyring;
  clock: Clock;
  memory?: SharedMemory | undefined;
  /** Absent in production. */
  observe?: CaptchaObserver | undefined;
}

/** Captchas of five letters and digits that live 2 minutes (R8). */
export function createCaptchas({ keyring, clock, observe, ...deps }: Deps): Captchas {
  const kept = createKeptCaptchas({ ...deps, keyring });

  async function create(door: SessionContract, size: Size): Promise<{ id: string; svg: string }> {
    const answer = Array.from({ length }, () => captchaAlphabet[randomInt(captchaAlphabet.length)]).join('');
    const id = await kept.keep(lifetimeMs, (id) => ({
      answerHash: answerHashOf(keyring, door, { id, answer }),
      expiresAt: clock.now() + lifetimeMs,
    }));
    await observe?.({ id, answer });
    return { id, svg: drawCaptcha(answer, size, createRandom()) };
  }

  return {
    createSvg: create,
    async createPng(door, size) {
      const { id, svg } = await create(door, size);
      return { id, png: await renderPng(svg) };
    },
    async consume(door, solved) {
      const captcha = await kept.consume(solved.id);
      const right =
        captcha !== undefined &&
        captcha.expiresAt > clock.now() &&
        isSameSecret(captcha.answerHash, answerHashOf(keyring, door, solved));
      if (!right) throw new DomainError('captcha.wrong');
    },
  };
}

function answerHashOf(keyring: Keyring, door: SessionContract, { id, answer }: SolvedCaptcha): string {
  return keyring.hash('captcha-hash', `${door}\n${id}\n${answer.toUpperCase()}`);
}

/** Numbers from 0 to 1 out of the system's generator, read in blocks: a drawing asks for hundreds. */
function createRandom(): () => number {
  let block = randomBytes(2048);
  let offset = 0;
  return () => {
    if (offset === block.length) {
      block = randomBytes(2048);
      offset = 0;
    }
    const value = block.readUInt32LE(offset) / 2 ** 32;
    offset += 4;
    return value;
  };
}
