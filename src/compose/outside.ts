import { type Config, dataPaths } from '../config.ts';
import type { CaptchaObserver, Clock, EmailSender, PushSender, SmsSender } from '../core/ports.ts';
import { absentEmail, absentPush, absentSms } from '../providers/absent.ts';
import { openOutbox } from '../providers/outbox/outbox.ts';

/** What talks to the outside; tests put their own in. */
export interface Outside {
  sms: SmsSender;
  email: EmailSender;
  push: PushSender;
  observeCaptcha: CaptchaObserver | undefined;
  deliversLocally: boolean;
  close(): Promise<void>;
}

/** The ways to the outside that the configuration asks for. */
export async function openOutside(config: Config, clock: Clock): Promise<Outside> {
  if (config.outbound === 'none') {
    const close = async (): Promise<void> => {};
    const absent = { sms: absentSms, email: absentEmail, push: absentPush };
    return { ...absent, observeCaptcha: undefined, deliversLocally: false, close };
  }
  return { ...(await openOutbox(dataPaths(config.dataDir).outbox, clock)), deliversLocally: true };
}
