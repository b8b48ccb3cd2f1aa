import type { Language } from '../caller.ts';

/** What a mail that is sent by a job says; who it is written to reads both languages where none is known. */
export type MailRequest = { to: string; language?: Language | undefined } & (
  | { purpose: 'verify-email'; handle: string | null; link: string }
  | { purpose: 'reset-password'; link: string }
);
