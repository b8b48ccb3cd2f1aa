import { type Config, dataPaths } from '../config.ts';
import type { FormerBackEnd, FormerDoor } from '../core/former-back-ends/former-back-ends.ts';
import type {
  CaptchaObserver,
  Clock,
  EmailSender,
  ObserveSend,
  PushSender,
  SmsSender,
  WebhookSender,
} from '../core/ports.ts';
import { absentEmail, absentPush, absentSms } from '../providers/absent.ts';
import type { ObserveDialogue } from '../providers/email/dialogue.ts';
import { openFormers } from '../providers/former/former.ts';
import { openOutbox } from '../providers/outbox/outbox.ts';
import { openSms, type SmsLog } from '../providers/sms/sms.ts';
import type { ObserveExchange } from '../providers/vendor-http/exchange.ts';
import { watchEmail, watchPush, watchSms, watchWebhooks } from '../providers/watched-sends.ts';
import { createWebhookSender } from '../providers/webhooks/webhooks.ts';

/** A kind of message that leaves the house. */
export type Channel = 'sms' | 'email' | 'push';

/** What talks to the outside; tests put their own in. */
export interface Outside {
  sms: SmsSender;
  email: EmailSender;
  push: PushSender;
  webhooks: WebhookSender;
  observeCaptcha: CaptchaObserver | undefined;
  formers: Readonly<Partial<Record<FormerDoor, FormerBackEnd>>>;
  /** Those that only write to this machine. */
  localChannels: readonly Channel[];
  close(): Promise<void>;
}

/** What each way to the outside is opened with. */
export interface OutsideDeps {
  clock: Clock;
  observe?: ObserveExchange;
  /** Is told what does not leave, and why. */
  log?: SmsLog;
  observeDialogue?: ObserveDialogue;
  /** Is told what came of each send. */
  observeSend?: ObserveSend;
  /** Told when a contract’s former back end does not answer any more, and when it does again. */
  onFormerTurn?(contract: FormerDoor, state: 'open' | 'closed'): void;
  /** Told, in words, that nothing leaves by a channel before somebody changes its settings. */
  onMisconfigured?(channel: Channel, reason: string): void;
}

/** The ways to the outside that the configuration asks for; where it names no vendor, the outbox or nobody. */
export async function openOutside(config: Config, deps: OutsideDeps): Promise<Outside> {
  let outside = await openUnnamed(config, deps);
  for (const named of [withSms, withSmtp, withPush]) outside = await named(outside, config, deps);
  return outside;
}

/** Those for which no vendor is named. */
async function openUnnamed(config: Config, { clock, observeSend, onFormerTurn }: OutsideDeps): Promise<Outside> {
  const formers = openFormers<FormerDoor>(config.formers, (contract, state) => onFormerTurn?.(contract, state));
  const webhooks = openWebhooks(config);
  const watched = (senders: Senders, vendor: string): Senders =>
    observeSend ? watchAll(senders, vendor, observeSend) : senders;
  if (config.outbound === 'none') {
    const close = async (): Promise<void> => {};
    const absent = { sms: absentSms, email: absentEmail, push: absentPush, webhooks };
    return { ...watched(absent, 'none'), observeCaptcha: undefined, formers, localChannels: [], close };
  }
  const outbox = await openOutbox(dataPaths(config.dataDir).outbox, clock);
  return { ...outbox, ...watched({ ...outbox, webhooks }, 'outbox'), formers, localChannels: ['sms', 'email', 'push'] };
}

type Senders = Pick<Outside, 'sms' | 'email' | 'push' | 'webhooks'>;

function watchAll({ sms, email, push, webhooks }: Senders, vendor: string, observe: ObserveSend): Senders {
  return {
    sms: watchSms(sms, vendor, observe),
    email: watchEmail(email, vendor, observe),
    push: watchPush(push, vendor, observe),
    webhooks: watchWebhooks(webhooks, observe),
  };
}

function withSms(outside: Outside, { sms }: Config, deps: OutsideDeps): Outside {
  return sms ? { ...without('sms', outside), sms: openSms(sms, deps) } : outside;
}

const without = (channel: Channel, outside: Outside): Outside => ({
  ...outside,
  localChannels: outside.localChannels.filter((each) => each !== channel),
});

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

// Mails and pushes bring libraries along, which only those load who send them.

async function withSmtp(outside: Outside, { email }: Config, deps: OutsideDeps): Promise<Outside> {
  if (!email) return outside;
  const { openSmtp } = await import('../providers/email/smtp.ts');
  const { observeDialogue, observeSend } = deps;
  const smtp = openSmtp(email, {
    observe: observeDialogue,
    onMisconfigured: (reason) => deps.onMisconfigured?.('email', reason),
  });
  return {
    ...without('email', outside),
    email: observeSend ? watchEmail(smtp, 'smtp', observeSend) : smtp,
    async close() {
      smtp.close();
      await outside.close();
    },
  };
}

async function withPush(outside: Outside, { push: settings }: Config, deps: OutsideDeps): Promise<Outside> {
  if (!settings) return outside;
  const { openPushRoute } = await import('../providers/push/route.ts');
  const push = openPushRoute(settings, deps);
  return {
    ...without('push', outside),
    push,
    async close() {
      await push.close();
      await outside.close();
    },
  };
}
