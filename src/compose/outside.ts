import { type Config, dataPaths } from '../config.ts';
import type { CaptchaObserver, Clock, EmailSender, PushSender, SmsSender, WebhookSender } from '../core/ports.ts';
import { absentEmail, absentPush, absentSms } from '../providers/absent.ts';
import { openOutbox } from '../providers/outbox/outbox.ts';
import { createWebhookSender } from '../providers/webhooks/webhooks.ts';

/** What talks to the outside; tests put their own in. */
export interface Outside {
  sms: SmsSender;
  email: EmailSender;
  push: PushSender;
  webhooks: WebhookSender;
  observeCaptcha: CaptchaObserver | undefined;
  deliversLocally: boolean;
  close(): Promise<void>;
}

/** The ways to the outside that the configuration asks for. */
export async function openOutside(config: Config, clock: Clock): Promise<Outside> {
  const webhooks = openWebhooks(config);
  if (config.outbound === 'none') {
    const close = async (): Promise<void> => {};
    const absent = { sms: absentSms, email: absentEmail, push: absentPush };
    return { ...absent, webhooks, observeCaptcha: undefined, deliversLocally: false, close };
  }
  return { ...(await openOutbox(dataPaths(config.dataDir).outbox, clock)), webhooks, deliversLocally: true };
}

/** In development the receiver that somebody is writing runs on this machine; nothing else of it is open. */
function openWebhooks({ mode, given }: Config): WebhookSender {
  const allowPrivate = given['server.privateWebhooks'] ?? false;
  const isDevelopment = mode === 'development';
  return createWebhookSender({
    allowPrivate,
    allowLoopback: isDevelopment,
    httpsOnly: !isDevelopment && !allowPrivate,
  });
}
