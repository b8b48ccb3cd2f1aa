/** The contracts that have a client. */
export type Contract = 'mobile' | 'blog' | 'desktop' | 'staff' | 'panel';

/** A field that broke its rule, as the blog's contract names it. */
export interface FieldError {
  field: string;
  msg: string;
}

/** What a contract says of a failure. */
export interface Refusal {
  /** The code in the envelope; undefined where the contract has none (staff) or the answer was no envelope at all. */
  code: number | undefined;
  message: string;
  fields?: readonly FieldError[] | undefined;
}

/**
 * An answer that is a failure in its contract's own words, whatever its HTTP status. What never was an answer (no network,
 * a time-out, an abort) is thrown as `fetch` throws it.
 */
export class ContractError extends Error {
  override readonly name = 'ContractError';
  readonly contract: Contract;
  /** The HTTP status, which some contracts leave at 200. */
  readonly status: number;
  readonly code: number | undefined;
  readonly fields: readonly FieldError[] | undefined;
  /** What to tell the operators: their log has it. */
  readonly requestId: string | undefined;
  /** How long the server asks to wait, where a page may read it. */
  readonly retryAfterSeconds: number | undefined;
  /** The server's time in epoch milliseconds, to the second, where a page may read it. */
  readonly serverTimeMs: number | undefined;

  constructor(contract: Contract, { status, headers }: Pick<Response, 'status' | 'headers'>, refusal: Refusal) {
    super(refusal.message);
    this.contract = contract;
    this.status = status;
    this.code = refusal.code;
    this.fields = refusal.fields;
    this.requestId = headers.get('x-request-id') ?? undefined;
    this.serverTimeMs = readNumber(Date.parse(headers.get('date') ?? ''));
    this.retryAfterSeconds = readWait(headers.get('retry-after'), this.serverTimeMs ?? Date.now());
  }
}

/** Seconds, or a date (RFC 9110 §10.2.3), which proxies on the way may say. */
function readWait(value: string | null, nowMs: number): number | undefined {
  const untilMs = Date.parse(value ?? '');
  return readNumber(value) ?? readNumber(Math.max(0, Math.ceil((untilMs - nowMs) / 1_000)));
}

function readNumber(value: string | number | null): number | undefined {
  const number = value === null || value === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : undefined;
}
