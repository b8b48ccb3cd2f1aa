import { type Config, dataPaths } from '../config.ts';
import type { CaptchaObserver, Clock, EmailSender, PushSender, SmsSender } from '../core/ports.ts';
import { absentEmail, absentPush, absentSms } from '../providers/absent.ts';
import { openOutbox } from '../providers/outbox/outbox.ts';
import { openPushRoute } from '../providers/push/route.ts';
import type { ObserveExchange } from '../providers/vendor-http/exchange.ts';

/** A kind of message that leaves the house. */
export type Channel = 'sms' | 'email' | 'push';

/** What talks to the outside; tests put their own in. */
export interface Outside {
  sms: SmsSender;
  email: EmailSender;
  push: PushSender;
  observeCaptcha: CaptchaObserver | undefined;
  /** Those that only write to this machine. */
  localChannels: readonly Channel[];
  close(): Promise<void>;
}

/** What each way to the outside is opened with. */
export interface OutsideDeps {
  clock: Clock;
  observe?: ObserveExchange;
}

/** The ways to the outside that the configuration asks for; where it names no vendor, the outbox or nobody. */
export async function openOutside(config: Config, deps: OutsideDeps): Promise<Outside> {
  return withPush(await openUnnamed(config, deps), config, deps);
}

async function openUnnamed(config: Config, { clock }: OutsideDeps): Promise<Outside> {
  if (config.outbound === 'none') {
    const close = async (): Promise<void> => {};
    const absent = { sms: absentSms, email: absentEmail, push: absentPush };
    return { ...absent, observeCaptcha: undefined, localChannels: [], close };
  }
  const outbox = await openOutbox(dataPaths(config.dataDir).outbox, clock);
  return { ...outbox, localChannels: ['sms', 'email', 'push'] };
}

function withPush(outside: Outside, { push: settings }: Config, deps: OutsideDeps): Outside {
  if (!settings) return outside;
  const push = openPushRoute(settings, deps);
  return {
    ...outside,
    push,
    localChannels: outside.localChannels.filter((channel) => channel !== 'push'),
    async close() {
      await push.close();
      await outside.close();
    },
  };
}
