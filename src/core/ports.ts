import type { Readable } from 'node:stream';
import type { Language } from './caller.ts';

export type { Language } from './caller.ts';

/** Tells the time in epoch milliseconds; tests put their own in its place. */
export interface Clock {
  now(): number;
}

/** Aliyun's receipt of a sent SMS, the shape that the desktop contract passes on; other vendors are mapped to it. */
export interface SmsReceipt {
  Message: string;
  RequestId: string;
  Code: string;
  BizId: string;
}

/** What a code is good for: desktop signs in with it, mobile registers (R7). */
export type CodePurpose = 'sign-in' | 'register';

/** A code to be sent by SMS; `to` is E.164, with the plus sign. */
export interface SmsCode {
  to: string;
  purpose: CodePurpose;
  language: Language;
  code: string;
}

/**
 * Sends one code by SMS within 3 s. Throws DomainError `sms.throttled`, `.out_of_credit`, `.rejected`, `.unavailable`;
 * with `mayHaveBeenSent` where the message may have left all the same.
 */
export interface SmsSender {
  sendCode(message: SmsCode): Promise<SmsReceipt>;
}

/** A mail, written out. */
export interface Mail {
  to: string;
  /** What it is for, such as `verify-email`. */
  purpose: string;
  subject: string;
  text: string;
  html: string;
  /** The code in it, where there is one. */
  code?: string;
  /** The same for every repetition of the same mail: its Message-ID. */
  key?: string;
}

/**
 * Sends a mail. Throws DomainError `email.rejected` (that address, or this mail, is refused for good) or
 * `email.unavailable`; with `mayHaveBeenSent` where the mail may have left all the same.
 */
export interface EmailSender {
  send(mail: Mail): Promise<void>;
}

/** A push to be delivered; `key` is the same for every repetition, so that vendors which heed it deliver once. */
export interface PushMessage {
  pushId: number;
  title: string;
  body: string;
  key: string;
}

/** One app installation. */
export interface PushDevice {
  id: number;
  clientId: string;
  clientType: string;
}

/**
 * What became of a push to one device. `unregistered`: the vendor says that the app is gone, and some say
 * `since` when; `refused`: it will never take this push for it; `failed`: it may be tried again, `reason` says why.
 */
export type PushOutcome =
  | { result: 'delivered' }
  | { result: 'unregistered'; since?: number }
  | { result: 'refused'; reason: string }
  | { result: 'failed'; reason: string };

/** Delivers one push to devices; called from a job. */
export interface PushSender {
  /**
   * Answers the outcome of each device by its id; at most 500 devices. Throws only where nothing was sent to any. When
   * `signal` fires, what has not been begun is left as `failed`.
   */
  send(message: PushMessage, devices: readonly PushDevice[], signal: AbortSignal): Promise<Map<number, PushOutcome>>;
}

/** Is told every captcha answer, before the captcha is served; only the development outbox is one. */
export type CaptchaObserver = (captcha: { id: string; answer: string }) => Promise<void>;

/** A file received in full, hashed and on disk, not visible yet. */
export interface StagedFile {
  sizeBytes: number;
  /** Lowercase hex. */
  sha256: string;
  /**
   * Makes the file visible under `name`, durably and in one step. Replaces nothing: throws when the name exists, and
   * DomainError `storage.unavailable` when the disk fails.
   */
  keep(name: string): Promise<void>;
  /** Removes what was staged; does nothing after `keep`. */
  discard(): Promise<void>;
}

/** Where files live. Names are chosen by the core: letters, digits and `._-/`, never a caller's. */
export interface FileStore {
  /** Streams to disk and hashes on the way; removes everything again when the stream fails. */
  stage(content: Readable): Promise<StagedFile>;
  /** Throws DomainError `storage.unavailable` when the file cannot be read; undefined when there is none. */
  find(name: string): Promise<{ sizeBytes: number; modifiedAt: number } | undefined>;
  /** Bytes `start` to `end`, both included. */
  read(name: string, range?: { start: number; end: number }): Readable;
  /** Does nothing where there is none. */
  remove(name: string): Promise<void>;
}

/** One entry of the audit log. */
export interface AuditNote {
  id: number;
  hash: string;
}

/** Notes of the audit log outside the database, where who can write that alone does not reach. */
export interface AuditNotes {
  /** Those since the last restore, in the order in which they were made. */
  read(): Promise<AuditNote[]>;
  /** Adds one, at once, so that it can be done in the transaction that read the entry. */
  add(note: AuditNote, at: number): void;
  /** The same for the entry that tells of a restore: notes from before are of a log that was put aside. */
  addRestored(note: AuditNote, at: number): void;
}
