import { type Database, type Tx, transact } from '../../db/database.ts';
import type { Phone } from '../accounts/identifiers.ts';
import type { Caller } from '../caller.ts';
import type { CodeGuard, Reservation } from '../code-guard/code-guard.ts';
import type { Counters } from '../counters/counters.ts';
import { DomainError } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Mails } from '../mails/mails.ts';
import type { Clock, CodePurpose, SmsReceipt, SmsSender } from '../ports.ts';
import { randomDigits } from '../random.ts';
import { isSameSecret } from '../same-secret.ts';
import { acceptTry, consumeCode, countTry, upsertCode } from './codes.store.ts';

/** Who is sent a code. */
export type CodeRecipient = { phone: Phone } | { email: string };

/** Sends one-time codes and takes them back. */
export interface Codes {
  /**
   * Sends a fresh code, which replaces the last one, and waits for the provider's word (R7). Answers the receipt of an
   * SMS. Throws what the guard refuses with, before anything is sent, and what the sender throws.
   */
  send(recipient: CodeRecipient, purpose: CodePurpose, caller: Caller): Promise<SmsReceipt | undefined>;
  /** Verifies without consuming; a wrong try counts. Throws `code.wrong`. */
  check(recipient: CodeRecipient, purpose: CodePurpose, code: string): Promise<void>;
  /** Verified before, consumed by exactly one success: false where another was faster. */
  consume(tx: Tx, recipient: CodeRecipient, purpose: CodePurpose, code: string): Promise<boolean>;
  /** Counts one that was consumed, once that is kept. */
  countConsumed(recipient: CodeRecipient): void;
}

/** Is told of each code that was sent, and of each that was consumed; `area` is the calling code, none for e-mails. */
export interface CodeWatch {
  sent(channel: CodeChannel, area: string | undefined): void;
  verified(channel: CodeChannel, area: string | undefined): void;
}

type CodeChannel = 'sms' | 'email';

const lifetimeMs = 5 * 60_000;
const maxWrongTries = 5;
// A caller hears what became of an SMS within 3.5 s.
const longestSmsMs = 3_000;

interface Deps {
  db: Database;
  keyring: Keyring;
  clock: Clock;
  guard: CodeGuard;
  counters: Pick<Counters, 'add'>;
  sms: SmsSender;
  mails: Pick<Mails, 'sendCode'>;
  watch?: CodeWatch;
}

/** One-time codes by SMS and e-mail: 6 digits, 5 minutes, 5 wrong tries (R7). */
export function createCodes({ db, keyring, clock, guard, counters, sms, mails, watch }: Deps): Codes {
  const subjectOf = (recipient: CodeRecipient, purpose: CodePurpose): string =>
    keyring.hash('code-hash', `${purpose}\n${addressOf(recipient)}`);
  const hashOf = (subject: string, code: string): string => keyring.hash('code-hash', `${subject}\n${code}`);

  async function deliver(
    recipient: CodeRecipient,
    purpose: CodePurpose,
    code: string,
    { language, askedAt }: { language: Caller['language']; askedAt: number },
  ) {
    if ('phone' in recipient) {
      const { e164, area } = recipient.phone;
      const message = { to: e164, purpose, language: language ?? (area === '86' ? 'zh' : 'en'), code } as const;
      // Whoever stood in line for the guard has waited already.
      return sms.sendCode(message, { deadlineMs: longestSmsMs - (performance.now() - askedAt) });
    }
    await mails.sendCode({ to: recipient.email, purpose, code, language });
    return undefined;
  }

  /** What surely reached nobody must not work, nor cost anything; what may have left keeps its place and stays valid. */
  async function settleFailure(error: unknown, reservation: Reservation, subject: string, codeHash: string) {
    const mayHaveLeft = error instanceof DomainError && error.params.mayHaveBeenSent === true;
    await transact(db, async (tx) => {
      if (mayHaveLeft) return reservation.leaveUnjudged(tx);
      await consumeCode(tx, subject, codeHash, clock.now());
      await reservation.giveBack(tx);
    });
  }

  return {
    async send(recipient, purpose, caller) {
      const askedAt = performance.now();
      const phone = 'phone' in recipient ? recipient.phone : undefined;
      // Where no vendor would be asked nothing is counted: while one hangs, its callers cost the others no commit.
      if (phone && sms.canSend?.() === false) throw new DomainError('sms.unavailable');
      const code = randomDigits(6);
      const subject = subjectOf(recipient, purpose);
      const codeHash = hashOf(subject, code);
      const recipientKey = keyring.hash('code-hash', addressOf(recipient));
      const reservation = await guard.reserve({ recipientKey, phone, caller }, (tx, tallyAt) => {
        const now = clock.now();
        return upsertCode(tx, { subject, codeHash, now, expiresAt: now + lifetimeMs, tallyAt });
      });
      try {
        const receipt = await deliver(recipient, purpose, code, { language: caller.language, askedAt });
        counters.add('codes-sent', channelOf(recipient));
        watch?.sent(channelOf(recipient), phone?.area);
        return receipt;
      } catch (error) {
        // Where even that fails all stays taken, which errs on the safe side; the caller is told of the send.
        await settleFailure(error, reservation, subject, codeHash).catch(() => {});
        throw error;
      }
    },

    async check(recipient, purpose, code) {
      const subject = subjectOf(recipient, purpose);
      const right = await transact(db, async (tx) => {
        const counted = await countTry(tx, subject, maxWrongTries, clock.now());
        if (!counted || !isSameSecret(counted.code_hash, hashOf(subject, code))) return false;
        await acceptTry(tx, subject, counted.code_hash);
        if ('phone' in recipient && counted.tally_at !== null) {
          await guard.noteVerified(tx, recipient.phone, counted.tally_at);
        }
        return true;
      });
      if (!right) throw new DomainError('code.wrong');
    },

    async consume(tx, recipient, purpose, code) {
      const subject = subjectOf(recipient, purpose);
      return consumeCode(tx, subject, hashOf(subject, code), clock.now());
    },
    countConsumed(recipient) {
      counters.add('codes-verified', channelOf(recipient));
      watch?.verified(channelOf(recipient), 'phone' in recipient ? recipient.phone.area : undefined);
    },
  };
}

const channelOf = (recipient: CodeRecipient): CodeChannel => ('phone' in recipient ? 'sms' : 'email');

function addressOf(recipient: CodeRecipient): string {
  return 'phone' in recipient ? recipient.phone.e164 : recipient.email;
}
