import { randomInt } from 'node:crypto';
import { CannotGoOn, type Need, NotRun } from '../run/not-run.ts';
import { runCommand } from './command.ts';
import type { Credentials } from './credentials.ts';
import { type OutboxReader, readOutboxFile } from './outbox.ts';

/** What only whoever keeps the server can make; each throws where it cannot. */
export interface Fixtures {
  faq(): Promise<void>;
  feedbackCategory(): Promise<void>;
  push(): Promise<void>;
  reply(feedbackId: number): Promise<void>;
  release(): Promise<void>;
}

/** What the cases of one run live on: credentials, codes, captcha answers, new people. */
export interface Supplies {
  credentials: Credentials;
  fixtures: Partial<Fixtures>;
  /** Whether people may be made, and messages sent. */
  writes: boolean;
  /** Epoch milliseconds, as the server counts them. */
  now(): number;
  /** The newest code that was sent to a phone (E.164) or an e-mail. */
  codeFor(to: string): Promise<string>;
  /** The answer of a captcha. */
  answerOf(captcha: { id: string; picture: string }): Promise<string>;
  /** The text of the newest mail to an address. */
  mailTo(email: string): Promise<string>;
  /** A mainland number, without its +86, or an e-mail, that nobody has and whose codes can be read. */
  newPhone(): string;
  newEmail(): string;
  /** Whether codes can be read. */
  readsCodes: boolean;
  /** Makes something once for all cases of the run. */
  once<T>(key: string, make: () => Promise<T>): Promise<T>;
}

/** Where supplies come from besides the credentials. */
export interface SupplySources {
  writes: boolean;
  fixtures?: Partial<Fixtures>;
  now?(): number;
  /** Asks a person; undefined: nobody is there. */
  ask?: ((question: string) => Promise<string>) | undefined;
}

/** Gathers them; whatever is lacking throws NotRun where it is asked for. */
export function createSupplies(credentials: Credentials, sources: SupplySources): Supplies {
  const { outbox, codeCommand, captchaCommand } = credentials;
  const readOutbox = outbox === undefined ? undefined : readOutboxFile(outbox);
  const made = new Map<string, Promise<unknown>>();
  const failed = new Set<string>();
  const [phones, emails] = [split(credentials.newPhones), split(credentials.newEmails)];

  return {
    credentials,
    fixtures: sources.fixtures ?? {},
    writes: sources.writes,
    now: sources.now ?? Date.now,
    readsCodes: readOutbox !== undefined || codeCommand !== undefined || sources.ask !== undefined,
    async codeFor(to) {
      const code = await firstOf([
        () => readFrom(readOutbox, (line) => line.to === to && line.code !== undefined, 'code'),
        () => codeCommand && runCommand(codeCommand, { PORTICO_VERIFY_TO: to }),
        () => sources.ask?.(`The code that was sent to ${to} / 发送到 ${to} 的验证码: `),
      ]);
      return required(code, 'code');
    },
    async answerOf({ id, picture }) {
      const answer = await firstOf([
        () => readFrom(readOutbox, (line) => line.id === id, 'answer'),
        () => captchaCommand && runCommand(captchaCommand, { PORTICO_VERIFY_CAPTCHA_ID: id }, picture),
      ]);
      return required(answer, 'captcha');
    },
    async mailTo(email) {
      const isIt = (line: { channel: string; to: string }): boolean => line.channel === 'email' && line.to === email;
      return required(await readFrom(readOutbox, isIt, 'text'), 'mail');
    },
    newPhone: () => required(phones.shift() ?? (readOutbox && inventPhone()), 'newPhone'),
    newEmail: () => required(emails.shift() ?? (readOutbox && inventEmail()), 'newEmail'),
    async once<T>(key: string, make: () => Promise<T>): Promise<T> {
      // Where it could not be made, the case that tried tells why; the others are without it.
      if (failed.has(key)) throw new NotRun('session');
      const making = (made.get(key) ?? make()) as Promise<T>;
      made.set(key, making);
      try {
        return await making;
      } catch (error) {
        if (error instanceof CannotGoOn) failed.add(key);
        throw error;
      }
    },
  };
}

async function readFrom(
  read: OutboxReader | undefined,
  isIt: Parameters<OutboxReader>[0],
  field: 'code' | 'answer' | 'text',
): Promise<string | undefined> {
  return (await read?.(isIt))?.[field];
}

type Source = () => Promise<string | undefined> | string | undefined;

async function firstOf(sources: readonly Source[]): Promise<string | undefined> {
  for (const source of sources) {
    const value = await source();
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}

function required(value: string | undefined, need: Need): string {
  if (value === undefined || value === '') throw new NotRun(need);
  return value;
}

function split(list = ''): string[] {
  return list
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}

/** Only where an outbox shows that the server sends nothing to anybody. */
function inventPhone(): string {
  return `1390${String(randomInt(10_000_000)).padStart(7, '0')}`;
}

function inventEmail(): string {
  return `verify-${randomName()}@example.com`;
}

/** A name by which what a run made can be known: 8 letters and digits. */
export function randomName(): string {
  return randomInt(36 ** 8)
    .toString(36)
    .padStart(8, '0');
}
