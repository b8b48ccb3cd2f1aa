import type { DomainError } from '../core/errors.ts';
import type { Origin } from '../core/origin.ts';

/** One request and what came of it, as far as that is known: what the log, the metrics and the traces tell. */
export interface Exchange extends Origin {
  /** Who answers: a contract, `management`, or `server` for the paths that belong to neither. */
  readonly contract: string;
  readonly method: string;
  /** The route's pattern, such as `/user/:id`, never a path that somebody sent; `unknown` where there is none. */
  route: string;
  /** `performance.now()` of its beginning. */
  readonly startedAt: number;
  /** The failure that was answered. */
  error: DomainError | undefined;
  /** What was written past the response, where Node's parser had refused the rest of the request. */
  rawStatus: number | undefined;
}

/** The status of a request whose caller was gone before the end of the answer. */
export const gone = 0;

/** The label of what has no route. */
export const unknownRoute = 'unknown';

/** Is told of every request at its beginning and at its end. */
export interface RequestWatch {
  /** `traceparent`: of the caller's trace, where it is one whose word we take. */
  begin(exchange: Exchange, traceparent: string | undefined): void;
  /** When the last byte is sent, or the caller is gone: then with `gone`. */
  end(exchange: Exchange, status: number): void;
  /** A request that Node's parser did not understand, which never began. */
  refuse(refused: { contract: string; method: string; status: number; error: DomainError }): void;
}

declare module 'node:http' {
  interface IncomingMessage {
    /** Absent where a request does not come through the edge. */
    exchange?: Exchange;
  }
}
