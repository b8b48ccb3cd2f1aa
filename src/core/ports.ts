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

/** How long sending may take: 3 s unless told. */
export interface SmsLimits {
  /** Where none is left, nothing is sent. */
  deadlineMs?: number;
}

/**
 * Sends one code by SMS within its deadline. Throws DomainError `sms.throttled`, `.out_of_credit`, `.rejected`, `.unavailable`,
 * `.misconfigured`; with `mayHaveBeenSent` where the message may have left all the same.
 */
export interface SmsSender {
  /** False where `sendCode` would throw `sms.unavailable` at once, whatever it was given; absent: never known before. */
  canSend?(): boolean;
  sendCode(message: SmsCode, limits?: SmsLimits): Promise<SmsReceipt>;
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
  /** Who it is from, where the configuration says no name. */
  senderName?: string;
  /** What the HTML shows as `cid:<cid>`. */
  pictures?: readonly MailPicture[];
}

/** A picture that travels with a mail. */
export interface MailPicture {
  cid: string;
  contentType: string;
  bytes: Uint8Array;
}

/** How long a try to send may take: 30 s unless told, and no longer than until `signal` fires. */
export interface MailLimits {
  deadlineMs?: number;
  signal?: AbortSignal;
}

/**
 * Sends a mail. Throws DomainError `email.rejected` (that address, or this mail, is refused for good) or
 * `email.unavailable`; with `mayHaveBeenSent` where the mail may have left all the same.
 */
export interface EmailSender {
  send(mail: Mail, limits?: MailLimits): Promise<void>;
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

/** Why a webhook did not arrive, as far as that was found out; `status`: it was answered, and not with 2xx. */
export type WebhookFailure =
  | 'address-refused'
  | 'unresolved'
  | 'unreachable'
  | 'not-secure'
  | 'timed-out'
  | 'garbled'
  | 'redirected'
  | 'gone'
  | 'status';

/** What came of one request. */
export interface WebhookOutcome {
  /** Undefined: it was answered with 2xx. */
  failure: WebhookFailure | undefined;
  /** Undefined where no answer began. */
  status: number | undefined;
  /** The beginning of the answer, at most 1,000 characters. */
  answer: string;
  durationMs: number;
}

/** What is wrong with a URL that webhooks are to be sent to. */
export type WebhookUrlProblem = 'malformed' | 'not-http' | 'not-https' | 'has-credentials' | 'address-refused';

/** Sends webhooks, signed as Standard Webhooks asks. */
export interface WebhookSender {
  /**
   * One request, signed with each secret (`whsec_` and base64). Throws nothing: whatever goes wrong is the outcome,
   * within 10 s, or when `signal` fires. Follows no redirect, and connects to no address that is refused, whatever the
   * name resolves to.
   */
  send(request: {
    url: string;
    id: string;
    /** Of this try, in epoch milliseconds. */
    at: number;
    body: string;
    secrets: readonly string[];
    signal?: AbortSignal;
  }): Promise<WebhookOutcome>;
  /** What can be told without asking anybody: a name is resolved with each request anew. */
  findUrlProblem(url: string): WebhookUrlProblem | undefined;
}

/** By what a message leaves the house. */
export type SendChannel = 'sms' | 'email' | 'push' | 'webhook';

/** One call of a vendor, or one request to a webhook's endpoint, and what came of it. */
export interface ObservedSend {
  channel: SendChannel;
  vendor: string;
  /** How many messages came to what: words of a closed set, such as `sent`, `throttled`, `unregistered`. */
  outcomes: ReadonlyMap<string, number>;
  /** `performance.now()` of its beginning; it has ended now. */
  startedAt: number;
}

/** Is told of each, for whoever watches the process. */
export type ObserveSend = (send: ObservedSend) => void;

/** Is told every captcha answer, before the captcha is served; only the development outbox is one. */
export type CaptchaObserver = (captcha: { id: string; answer: string }) => Promise<void>;

/** A file received in full and hashed, not visible yet. */
export interface StagedFile {
  /** That it will have. */
  name: string;
  sizeBytes: number;
  /** Lowercase hex. */
  sha256: string;
  /**
   * Makes the file visible under its name, durably and in one step. Replaces nothing: throws when the name exists, and
   * DomainError `storage.unavailable` when storage fails.
   */
  keep(): Promise<void>;
  /** Removes what was staged; does nothing after `keep`. */
  discard(): Promise<void>;
}

/** What a file is answered with where storage itself serves it. */
export interface LinkHeaders {
  contentType: string;
  contentDisposition: string;
}

/** Where files live. Names are chosen by the core: letters, digits and `._-/`, never a caller's, and never used twice. */
export interface FileStore {
  /** Streams to storage and hashes on the way; removes everything again when the stream fails. */
  stage(name: string, content: Readable): Promise<StagedFile>;
  /** Throws DomainError `storage.unavailable` when the file cannot be read; undefined when there is none. */
  find(name: string): Promise<{ sizeBytes: number; modifiedAt: number } | undefined>;
  /** Bytes `start` to `end`, both included. The stream fails where it cannot be read to its end. */
  read(name: string, range?: { start: number; end: number }): Readable;
  /**
   * Where a caller can fetch the file from storage itself, for a few minutes, ranges included; undefined where it is to
   * be read through us. Throws DomainError `storage.unavailable`.
   */
  findLink(name: string, headers: LinkHeaders): Promise<string | undefined>;
  /** Does nothing where there is none. Throws DomainError `storage.unavailable`. */
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

/**
 * What all nodes share besides the database: quick, and gone at any moment. Nothing may stand open because this forgot
 * something. No call throws, and none waits for long: where nobody answers, it is as if nothing were there.
 */
export interface SharedMemory {
  find(key: string): Promise<string | undefined>;
  /** Keeps a text for so long, in place of another. */
  put(key: string, value: string, lifetimeMs: number): Promise<void>;
  /** The same where nothing is kept under the key. */
  putIfAbsent(key: string, value: string, lifetimeMs: number): Promise<void>;
  /** Keeps what is to be taken once; false: it is not kept. */
  putOnce(key: string, value: string, lifetimeMs: number): Promise<boolean>;
  /** Gives it to one caller; to none where it cannot be told that nobody had it before, as after a fail-over. */
  takeOnce(key: string): Promise<string | undefined>;
}

/** One request to a former back end, in the words of its contract. */
export interface FormerRequest {
  method: 'GET' | 'POST';
  /** Below the back end's address, with its query. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  body?: unknown;
}

/** What a former back end answered: `body` is undefined where it is no JSON. */
export interface FormerAnswer {
  status: number;
  body: unknown;
}

/**
 * The header of such a request: whoever gets it asks no former back end of its own, so that two servers that name each other
 * do not ask in a circle.
 */
export const formerAskingHeader = 'portico-asking';

/** Asks the former back end of one contract. Throws DomainError `former.unavailable` where it does not answer before `deadline`. */
export type AskFormer = (request: FormerRequest, deadline: AbortSignal) => Promise<FormerAnswer>;
