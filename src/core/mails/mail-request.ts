import type { SessionContract } from '../../db/schema.ts';
import type { Language } from '../caller.ts';

/** Who a mail is for, and in which language; who it is written to reads both where none is known. */
interface Addressed {
  to: string;
  language?: Language | undefined;
}

/** A sign-in from a device that the account's owner may not know. */
export interface NewSignIn {
  purpose: 'new-sign-in';
  handle: string | null;
  /** Epoch milliseconds. */
  at: number;
  address: string;
  userAgent: string;
  contract: SessionContract;
  /** Where somebody else's session is ended: the page for a forgotten password. */
  link: string;
}

/** What a mail that is sent by a job says. */
export type MailRequest = Addressed &
  (
    | { purpose: 'verify-email'; handle: string | null; link: string }
    | { purpose: 'reset-password'; handle: string | null; link: string; hours: number }
    | NewSignIn
    | LegacyMail
  );

/** What versions before the templates queued: written out already. */
export interface LegacyMail {
  purpose: 'verify-email';
  text: string;
}
