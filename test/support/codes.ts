import assert from 'node:assert/strict';
import type { Caller } from '../../src/core/caller.ts';
import { createCodeGuard, readGuardRules } from '../../src/core/code-guard/code-guard.ts';
import { type CodeRecipient, createCodes } from '../../src/core/codes/codes.ts';
import { DomainError } from '../../src/core/errors.ts';
import { createKeyring } from '../../src/core/keyring/keyring.ts';
import { createLimits } from '../../src/core/limits/limits.ts';
import type { CodePurpose, SmsLimits } from '../../src/core/ports.ts';
import { defaultSettings } from '../../src/core/runtime-settings/definitions.ts';
import { transact } from '../../src/db/database.ts';
import { createTestAudit, openTestDatabase } from './database.ts';

export const phone: CodeRecipient = { phone: { e164: '+8613800138000', area: '86' } };
export const email: CodeRecipient = { email: 'somebody@example.com' };
export const caller: Caller = { address: '203.0.113.1', userAgent: 'a test', exemptFromAddressLimits: false };
export const receipt = { Message: 'OK', RequestId: '1', Code: 'OK', BizId: '1' };

/** Who sends the codes of a test: what was sent, and what is to become of the next one. */
export interface TestSender {
  sent: Array<{ to: string; purpose: CodePurpose; code: string; language?: string | undefined }>;
  /** Of the last SMS. */
  limits?: SmsLimits | undefined;
  failure?: DomainError | undefined;
  canSend: boolean;
}

/** Codes on a database of the test's own, with a sender that sends nothing, and what they tell others. */
export async function openCodes(
  context: { after(ending: () => Promise<void>): void },
  { perAddress = 100, perPrefix = 100 } = {},
) {
  const { db } = await openTestDatabase(context);
  const clock = { at: 1_700_000_000_000, now: () => clock.at };
  const sender: TestSender = { sent: [], canSend: true };
  const told: unknown[] = [];
  const sendCode = async (message: TestSender['sent'][number], given?: SmsLimits) => {
    sender.sent.push(message);
    sender.limits = given;
    if (sender.failure) throw sender.failure;
    return receipt;
  };
  const settings = {
    ...defaultSettings,
    'limits.codesPerAddressHour': perAddress,
    'limits.codesPerPrefixHour': perPrefix,
  };
  const counters = { add: (...counted: unknown[]) => void told.push(counted) };
  const guard = createCodeGuard({
    db,
    clock,
    limits: createLimits({ db, clock }),
    audit: createTestAudit(db, clock),
    counters: { add: () => {} },
    rules: () => readGuardRules(settings),
    isProved: async () => false,
  });
  const parts = {
    guard,
    counters,
    db,
    keyring: createKeyring(['a root key of more than 32 characters']),
    clock,
    sms: { sendCode, canSend: () => sender.canSend },
    mails: { sendCode: async (message: TestSender['sent'][number]) => void (await sendCode(message)) },
    watch: {
      sent: (...seen: unknown[]) => void told.push(['sent', ...seen]),
      verified: (...seen: unknown[]) => void told.push(['verified', ...seen]),
    },
  };
  const codes = createCodes(parts);
  const send = async (recipient = phone, purpose: CodePurpose = 'sign-in'): Promise<string> => {
    await codes.send(recipient, purpose, caller);
    return sender.sent.at(-1)?.code ?? assert.fail();
  };
  const isRight = async (code: string, recipient = phone, purpose: CodePurpose = 'sign-in'): Promise<boolean> => {
    try {
      await codes.check(recipient, purpose, code);
      return true;
    } catch (error) {
      assert.ok(error instanceof DomainError && error.code === 'code.wrong');
      return false;
    }
  };
  const consume = (code: string, recipient = phone, purpose: CodePurpose = 'sign-in'): Promise<boolean> =>
    transact(db, (tx) => codes.consume(tx, recipient, purpose, code));
  return { db, clock, parts, sender, told, codes, send, isRight, consume };
}

/** A wrong code. */
export const otherThan = (code: string): string => (code === '000000' ? '000001' : '000000');
