import { open } from 'node:fs/promises';
import type { CaptchaObserver, Clock, EmailSender, PushOutcome, PushSender, SmsSender } from '../../core/ports.ts';

/** Development's stand-in for everything that would leave the machine (R12). */
export interface Outbox {
  sms: SmsSender;
  email: EmailSender;
  push: PushSender;
  observeCaptcha: CaptchaObserver;
  close(): Promise<void>;
}

interface Line {
  channel: 'sms' | 'email' | 'push' | 'captcha';
  to: string;
  purpose: string;
  code?: string;
  id?: string;
  answer?: string;
  text?: string;
}

/** Appends one JSON line per message to `file`, readable by its owner alone; each resolves when its line is written. */
export async function openOutbox(file: string, clock: Clock): Promise<Outbox> {
  const handle = await open(file, 'a', 0o600);
  let sent = 0;

  async function append(line: Line): Promise<void> {
    await handle.appendFile(`${JSON.stringify({ at: new Date(clock.now()).toISOString(), ...line })}\n`);
  }

  return {
    sms: {
      async sendCode({ to, purpose, language, code }) {
        const text =
          language === 'zh' ? `您的验证码是 ${code}，5 分钟内有效。` : `Your code is ${code}, good for 5 minutes.`;
        await append({ channel: 'sms', to, purpose, code, text });
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
        append({ channel: 'email', to, purpose, ...(code !== undefined && { code }), text }),
    },
    push: {
      async send({ title, body }, devices) {
        const outcomes = new Map<number, PushOutcome>();
        for (const { id, clientId } of devices) {
          await append({ channel: 'push', to: clientId, purpose: 'push', text: `${title}\n${body}` });
          outcomes.set(id, { result: 'delivered' });
        }
        return outcomes;
      },
    },
    observeCaptcha: ({ id, answer }) => append({ channel: 'captcha', to: '', purpose: 'captcha', id, answer }),
    close: () => handle.close(),
  };
}
