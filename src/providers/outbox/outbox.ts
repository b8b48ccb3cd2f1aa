import { open } from 'node:fs/promises';
import { DomainError, type ErrorCode } from '../../core/errors.ts';
import type { CaptchaObserver, Clock, EmailSender, PushOutcome, PushSender, SmsSender } from '../../core/ports.ts';

/** Development's stand-in for everything that would leave the machine (R12). */
export interface Outbox {
  sms: SmsSender;
  email: EmailSender;
  push: PushSender;
  observeCaptcha: CaptchaObserver;
  close(): Promise<void>;
}

/** What a line of it holds. */
export interface OutboxLine {
  at: string;
  channel: 'sms' | 'email' | 'push' | 'captcha';
  to: string;
  purpose: string;
  code?: string;
  id?: string;
  answer?: string;
  text?: string;
}

/**
 * Appends one JSON line per message to `file`, readable by its owner alone; each resolves when its line is written, and rejects as a vendor does who is away where the disk takes no line.
 */
export async function openOutbox(file: string, clock: Clock): Promise<Outbox> {
  const handle = await open(file, 'a', 0o600);
  let sent = 0;
  let newest: Promise<void> = Promise.resolve();

  /** What a full disk took of a line is taken back: whoever reads them would stumble over half of one. */
  async function write(text: string): Promise<void> {
    const { size } = await handle.stat();
    try {
      await handle.appendFile(text);
    } catch (error) {
      await handle.truncate(size).catch(() => undefined);
      throw error;
    }
  }

  function append(line: Omit<OutboxLine, 'at'>, failure: ErrorCode): Promise<void> {
    const text = `${JSON.stringify({ at: new Date(clock.now()).toISOString(), ...line })}\n`;
    const written = newest.then(() => write(text));
    newest = written.catch(() => undefined);
    return written.catch((error: unknown) => {
      throw new DomainError(failure, {}, error);
    });
  }

  return {
    sms: {
      async sendCode({ to, purpose, language, code }) {
        const text =
          language === 'zh' ? `您的验证码是 ${code}，5 分钟内有效。` : `Your code is ${code}, good for 5 minutes.`;
        await append({ channel: 'sms', to, purpose, code, text }, 'sms.unavailable');
        sent += 1;
        return {
          Message: 'OK',
          RequestId: crypto.randomUUID().toUpperCase(),
          Code: 'OK',
          BizId: `${clock.now()}${sent}^0`,
        };
      },
    },
    email: {
      send: ({ to, purpose, code, text }) =>
        append({ channel: 'email', to, purpose, ...(code !== undefined && { code }), text }, 'email.unavailable'),
    },
    push: {
      async send({ title, body }, devices) {
        const outcomes = new Map<number, PushOutcome>();
        for (const { id, clientId } of devices) {
          await append(
            { channel: 'push', to: clientId, purpose: 'push', text: `${title}\n${body}` },
            'storage.unavailable',
          );
          outcomes.set(id, { result: 'delivered' });
        }
        return outcomes;
      },
    },
    observeCaptcha: ({ id, answer }) =>
      append({ channel: 'captcha', to: '', purpose: 'captcha', id, answer }, 'storage.unavailable'),
    close: () => handle.close(),
  };
}
