import { type Database, type Tx, transact } from '../../db/database.ts';
import type { Phone } from '../accounts/identifiers.ts';
import type { Caller } from '../caller.ts';
import type { Counters } from '../counters/counters.ts';
import { DomainError } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Hit, LimitRule, Limits } from '../limits/limits.ts';
import type { Mails } from '../mails/mails.ts';
import type { Clock, CodePurpose, SmsReceipt, SmsSender } from '../ports.ts';
import { randomDigits } from '../random.ts';
import { isSameSecret } from '../same-secret.ts';
import { consumeCode, countTry, uncountTry, upsertCode } from './codes.store.ts';

/** Who is sent a code. */
export type CodeRecipient = { phone: Phone } | { email: string };

/** Sends one-time codes and takes them back. */
export interface Codes {
  /**
   * Sends a fresh code, which replaces the last one, and waits for the provider's word (R7). Answers the receipt of an
   * SMS. Throws `code.too_many_sends` and what the sender throws.
   */
  send(recipient: CodeRecipient, purpose: CodePurpose, caller: Caller): Promise<SmsReceipt | undefined>;
  /** Verifies without consuming; a wrong try counts. Throws `code.wrong`. */
  check(recipient: CodeRecipient, purpose: CodePurpose, code: string): Promise<void>;
  /** Verified before, consumed by exactly one success: false where another was faster. */
  consume(tx: Tx, recipient: CodeRecipient, purpose: CodePurpose, code: string): Promise<boolean>;
}

/** Budgets of sends; per recipient they hold always, the other two spare the development loopback (R7). */
export interface CodeBudgets {
  perAddress: readonly LimitRule[];
  perPrefix: readonly LimitRule[];
}

const lifetimeMs = 5 * 60_000;
const maxWrongTries = 5;
const minuteMs = 60_000;
const perRecipient: readonly LimitRule[] = [
  { most: 1, windowMs: minuteMs },
  { most: 5, windowMs: 60 * minuteMs },
  { most: 10, windowMs: 24 * 60 * minuteMs },
];
// The first digits of a number name its operator's segment; pumping schemes own whole segments.
const prefixDigits = 8;

interface Deps {
  db: Database;
  keyring: Keyring;
  clock: Clock;
  limits: Limits;
  counters: Pick<Counters, 'add'>;
  sms: SmsSender;
  mails: Pick<Mails, 'sendCode'>;
  /** Asked at each send: an operator may change them meanwhile. */
  budgets(): CodeBudgets;
}

/** One-time codes by SMS and e-mail: 6 digits, 5 minutes, 5 wrong tries (R7). */
export function createCodes({ db, keyring, clock, limits, counters, sms, mails, budgets }: Deps): Codes {
  const subjectOf = (recipient: CodeRecipient, purpose: CodePurpose): string =>
    keyring.hash('code-hash', `${purpose}\n${addressOf(recipient)}`);
  const hashOf = (subject: string, code: string): string => keyring.hash('code-hash', `${subject}\n${code}`);

  /** Takes all three budgets or none; answers the recipient's, the only one that a failed send gives back. */
  async function takeBudgets(recipient: CodeRecipient, caller: Caller): Promise<Hit> {
    const key = `code-recipient:${keyring.hash('code-hash', addressOf(recipient))}`;
    const { perAddress, perPrefix } = budgets();
    const hit = await limits.take(key, perRecipient, 'code.too_many_sends');
    const taken = [hit];
    try {
      taken.push(await limits.takeForAddress('code', caller, perAddress, 'code.too_many_sends'));
      if ('phone' in recipient && !caller.exemptFromAddressLimits) {
        const prefix = recipient.phone.e164.slice(0, prefixDigits);
        await limits.take(`code-prefix:${prefix}`, perPrefix, 'code.too_many_sends');
      }
    } catch (error) {
      for (const each of taken) await each.giveBack();
      throw error;
    }
    return hit;
  }

  async function deliver(recipient: CodeRecipient, purpose: CodePurpose, code: string, { language }: Caller) {
    if ('phone' in recipient) {
      const { e164, area } = recipient.phone;
      return sms.sendCode({ to: e164, purpose, language: language ?? (area === '86' ? 'zh' : 'en'), code });
    }
    await mails.sendCode({ to: recipient.email, purpose, code, language });
    return undefined;
  }

  return {
    async send(recipient, purpose, caller) {
      const hit = await takeBudgets(recipient, caller);
      const code = randomDigits(6);
      const subject = subjectOf(recipient, purpose);
      const now = clock.now();
      const codeHash = hashOf(subject, code);
      await upsertCode(db, { subject, codeHash, now, expiresAt: now + lifetimeMs });
      try {
        const receipt = await deliver(recipient, purpose, code, caller);
        counters.add('codes-sent', channelOf(recipient));
        return receipt;
      } catch (error) {
        // Nothing reached the recipient: the code must not work, and a retry must not be called too soon.
        await consumeCode(db, subject, codeHash, now);
        await hit.giveBack();
        throw error;
      }
    },

    async check(recipient, purpose, code) {
      const subject = subjectOf(recipient, purpose);
      const right = await transact(db, async (tx) => {
        const counted = await countTry(tx, subject, maxWrongTries, clock.now());
        if (!counted || !isSameSecret(counted.code_hash, hashOf(subject, code))) return false;
        await uncountTry(tx, subject, counted.code_hash);
        return true;
      });
      if (!right) throw new DomainError('code.wrong');
    },

    async consume(tx, recipient, purpose, code) {
      const subject = subjectOf(recipient, purpose);
      const isConsumed = await consumeCode(tx, subject, hashOf(subject, code), clock.now());
      if (isConsumed) counters.add('codes-verified', channelOf(recipient));
      return isConsumed;
    },
  };
}

const channelOf = (recipient: CodeRecipient): string => ('phone' in recipient ? 'sms' : 'email');

function addressOf(recipient: CodeRecipient): string {
  return 'phone' in recipient ? recipient.phone.e164 : recipient.email;
}
