import type { SmtpOptions } from '../providers/email/smtp-options.ts';
import type { PushSettings } from '../providers/push/route.ts';
import type { SmsOptions } from '../providers/sms/sms.ts';

/** What an operator chose for each channel; undefined: nobody. */
export interface Channels {
  sms: SmsOptions | undefined;
  email: SmtpOptions | undefined;
  push: PushSettings | undefined;
}

/** Who sends each kind of message, in words: vendors in the order in which they are asked; undefined where nobody is named. */
export function namedSenders({ sms, email, push }: Channels) {
  const routes = Object.entries(push?.routes ?? {}).map(([clientType, vendor]) => `${clientType}: ${vendor}`);
  return {
    sms: sms?.map(({ name }) => name).join(', then '),
    email: email && `smtp ${email.host}:${email.port}`,
    push: routes.length > 0 ? routes.join(', ') : undefined,
  };
}
