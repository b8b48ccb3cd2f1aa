/** The eight kinds of failure; each gateway answers every kind in its own envelope. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'rate_limited'
  | 'unavailable'
  | 'internal';

/** The closed catalogue of things that go wrong, each with its kind. */
export const errorCatalogue = {
  'request.malformed': 'invalid',
  'request.not_json': 'invalid',
  'request.compressed': 'invalid',
  'request.too_large': 'invalid',
  'request.unknown_path': 'not_found',
  'request.method_not_allowed': 'invalid',
  'request.invalid_fields': 'invalid',
  'request.too_many': 'rate_limited',
  'request.overloaded': 'unavailable',
  'request.version_missing': 'invalid',
  'request.version_changed': 'conflict',
  'request.in_progress': 'conflict',
  'request.key_reused': 'conflict',
  'request.forged': 'forbidden',
  'session.missing': 'unauthenticated',
  'session.invalid': 'unauthenticated',
  'session.expired': 'unauthenticated',
  'session.revoked': 'unauthenticated',
  'session.cannot_sign': 'internal',
  'signature.key_missing': 'unauthenticated',
  'signature.timestamp_invalid': 'invalid',
  'signature.expired': 'unauthenticated',
  'signature.wrong': 'unauthenticated',
  'signature.repeated': 'conflict',
  'api_token.wrong': 'unauthenticated',
  'api_key.wrong': 'unauthenticated',
  'right.missing': 'forbidden',
  'account.unknown': 'unauthenticated',
  'account.waiting': 'forbidden',
  'account.rejected': 'forbidden',
  'account.frozen': 'forbidden',
  'account.email_unverified': 'forbidden',
  'account.not_found': 'not_found',
  'account.last_owner': 'forbidden',
  'account.protected': 'forbidden',
  'account.wrong_status': 'conflict',
  'identifier.taken': 'conflict',
  'password.wrong': 'unauthenticated',
  'password.confirmation_needed': 'forbidden',
  'password.own': 'forbidden',
  'password.too_many_tries': 'rate_limited',
  'password.locked': 'rate_limited',
  'password.overloaded': 'unavailable',
  'code.wrong': 'invalid',
  'code.too_many_sends': 'rate_limited',
  'captcha.wrong': 'invalid',
  'captcha.required': 'invalid',
  'email_proof.wrong': 'invalid',
  'reset_link.wrong': 'invalid',
  'sms.throttled': 'rate_limited',
  'sms.out_of_credit': 'unavailable',
  'sms.rejected': 'unavailable',
  'sms.unavailable': 'unavailable',
  'sms.misconfigured': 'unavailable',
  'email.rejected': 'unavailable',
  'email.unavailable': 'unavailable',
  'release.none': 'not_found',
  'release.not_found': 'not_found',
  'release.version_taken': 'conflict',
  'release.path_taken': 'conflict',
  'push_device.not_found': 'not_found',
  'push.not_found': 'not_found',
  'push.already_sent': 'conflict',
  'push.cancelled': 'conflict',
  'job.not_found': 'not_found',
  'job.not_dead': 'conflict',
  'job.not_waiting': 'conflict',
  'job.unreadable': 'conflict',
  'faq.not_found': 'not_found',
  'feedback.not_found': 'not_found',
  'feedback.category_not_found': 'not_found',
  'feedback.category_taken': 'conflict',
  'feedback.reply_not_found': 'not_found',
  'canned_answer.not_found': 'not_found',
  'vault.entry_not_found': 'not_found',
  'vault.entry_taken': 'conflict',
  'licence.not_found': 'not_found',
  'licence.taken': 'conflict',
  'licence.revoked': 'conflict',
  'setting.fixed': 'conflict',
  'session.not_found': 'not_found',
  'signing_key.not_found': 'not_found',
  'signing_key.ended': 'conflict',
  'api_key.not_found': 'not_found',
  'webhook.not_found': 'not_found',
  'webhook.too_many': 'conflict',
  'webhook.paused': 'conflict',
  'webhook.delivery_not_found': 'not_found',
  'webhook.delivery_waiting': 'conflict',
  'former.unavailable': 'unavailable',
  'database.unavailable': 'unavailable',
  'storage.unavailable': 'unavailable',
  internal: 'internal',
} as const satisfies Record<string, ErrorKind>;

/** The stable name of one thing that goes wrong. */
export type ErrorCode = keyof typeof errorCatalogue;

/** One request field that fails its rule. `label` and `rule` are words for people, in Chinese. */
export interface FieldError {
  field: string;
  label: string;
  rule: string;
}

/** What some codes tell besides themselves. */
export interface ErrorParams {
  /** With `request.invalid_fields`: every field that fails, not only the first. */
  fields?: FieldError[];
  /** With `identifier.taken`. */
  identifier?: 'phone' | 'email' | 'handle';
  /** With rate limits: whole seconds until a try may succeed. */
  retryAfterSeconds?: number;
  /** With a message that may have left all the same: a time-out. */
  mayHaveBeenSent?: boolean;
  /** With `database.unavailable`: the answer to a commit was lost, so that all of it is kept, or nothing. */
  mayHaveBeenKept?: boolean;
  /** With a code that was not sent: what stood in its way. */
  refusedBy?: CodeRefusal;
}

/** What keeps a code from being sent: a budget, the calling code, the day's ceiling, a breaker. */
export const codeRefusals = [
  'recipient',
  'address',
  'segment',
  'country',
  'country-not-served',
  'ceiling',
  'breaker',
] as const;

/** One of them. */
export type CodeRefusal = (typeof codeRefusals)[number];

/** A failure that a caller may be told of: a code of the catalogue, never prose and never an HTTP status. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly params: ErrorParams;

  constructor(code: ErrorCode, params: ErrorParams = {}, cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause });
    this.name = 'DomainError';
    this.code = code;
    this.kind = errorCatalogue[code];
    this.params = params;
  }
}

/** The DomainError for fields that fail their rules. */
export function invalidFields(...fields: FieldError[]): DomainError {
  return new DomainError('request.invalid_fields', { fields });
}

/** What was looked for. Throws `code` where there is none. */
export function requireFound<Thing>(thing: Thing | undefined, code: ErrorCode): Thing {
  if (thing === undefined) throw new DomainError(code);
  return thing;
}

const unavailableDatabase =
  /^(SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY|NOMEM|CORRUPT|PROTOCOL)|DATABASE_UNAVAILABLE$)/;
/** A row that another refers to; on SQLite and on PostgreSQL. */
const brokenReferences = new Set<unknown>(['SQLITE_CONSTRAINT_FOREIGNKEY', '23503']);
/** What no column of PostgreSQL takes: text with a character 0, a number beyond 64 bits or of another kind. */
const unstorable = new Set<unknown>(['22021', '22003', '22P02']);

/** Whether what failed may have happened all the same: then nothing is taken back that goes with it. */
export function mayHaveBeenKept(error: unknown): boolean {
  return asDomainError(error).params.mayHaveBeenKept === true;
}

/** Turns whatever was thrown into a DomainError: itself, `database.unavailable`, or `internal` with the cause kept. */
export function asDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  // What the request was about, most often the caller's own account, was deleted while it was being answered.
  if (brokenReferences.has(code)) return new DomainError('session.revoked', {}, error);
  if (unstorable.has(code)) return new DomainError('request.malformed', {}, error);
  if (typeof code === 'string' && unavailableDatabase.test(code)) {
    const isUncertain = (error as { mayBeCommitted?: boolean }).mayBeCommitted === true;
    return new DomainError('database.unavailable', isUncertain ? { mayHaveBeenKept: true } : {}, error);
  }
  return new DomainError('internal', {}, error);
}
