import { DomainError } from '../core/errors.ts';
import type { EmailSender, PushSender, SmsSender } from '../core/ports.ts';

/** What production has until a provider is configured: every send is told to be unavailable. */
export const absentSms: SmsSender = {
  async sendCode() {
    throw new DomainError('sms.unavailable');
  },
};

export const absentEmail: EmailSender = {
  async sendCode() {
    throw new DomainError('email.unavailable');
  },
  async sendText() {
    throw new DomainError('email.unavailable');
  },
};

export const absentPush: PushSender = {
  async send() {
    throw new Error('no push provider is configured');
  },
};
