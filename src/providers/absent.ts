import { DomainError } from '../core/errors.ts';
import type { EmailSender, PushSender, SmsSender } from '../core/ports.ts';

/** What production has until an SMS provider is configured: throws `sms.unavailable`. */
export const absentSms: SmsSender = {
  async sendCode() {
    throw new DomainError('sms.unavailable', {}, new Error('no SMS vendor is configured: PORTICO_SMS names them'));
  },
};

/** The same for e-mail: throws `email.unavailable`. */
export const absentEmail: EmailSender = {
  async send() {
    throw new DomainError('email.unavailable');
  },
};

/** The same for pushes: its jobs fail until they are given up. */
export const absentPush: PushSender = {
  async send() {
    throw new Error('no push provider is configured');
  },
};
