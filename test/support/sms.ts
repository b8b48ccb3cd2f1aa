import assert from 'node:assert/strict';
import { createEnvironmentReader } from '../../src/config/environment.ts';
import { readSmsConfig } from '../../src/config/sms.ts';
import { DomainError } from '../../src/core/errors.ts';
import type { SmsCode } from '../../src/core/ports.ts';
import { openSms } from '../../src/providers/sms/sms.ts';
import type { Exchange } from '../../src/providers/vendor-http/exchange.ts';

/** A code on its way to somebody. */
export const aCode: SmsCode = { to: '+8613800138000', purpose: 'sign-in', language: 'zh', code: '918273' };

/** One line that was logged. */
export interface LogLine {
  level: 'info' | 'warn' | 'error';
  words: string;
  [detail: string]: unknown;
}

/** Opens what the environment names, as the server does; keeps what it logs and what it exchanges. */
export function openTestSms(environment: Record<string, string>, now: () => number = Date.now) {
  const problems: string[] = [];
  const options = readSmsConfig(createEnvironmentReader(environment, problems), problems);
  assert.deepEqual(problems, []);
  assert.ok(options);
  const lines: LogLine[] = [];
  const exchanges: Exchange[] = [];
  const at = (level: LogLine['level']) => (details: object, words: string) =>
    void lines.push({ level, words, ...details });
  const log = { info: at('info'), warn: at('warn'), error: at('error') };
  const observe = (exchange: Exchange): void => void exchanges.push(exchange);
  return { sms: openSms(options, { clock: { now }, log, observe }), lines, exchanges };
}

/** What a sending threw, a DomainError. */
export async function failureOf(sending: Promise<unknown>): Promise<DomainError> {
  try {
    await sending;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  return assert.fail('it was sent');
}
