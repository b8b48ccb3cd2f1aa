import { type Exchange, maskExchange, maskSecrets, type ObserveExchange } from './exchange.ts';

/** One request to a vendor, signed already. */
export interface VendorRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  body?: string;
}

/** The beginning of a vendor's answer, 64 KiB at most. */
export interface VendorAnswer {
  status: number;
  headers: Headers;
  body: string;
}

/** There is no answer. */
export class VendorUnreachable extends Error {
  /** Whether the vendor may have got the request all the same. */
  readonly mayHaveArrived: boolean;

  constructor(message: string, mayHaveArrived: boolean, cause: unknown) {
    super(message, { cause });
    this.name = 'VendorUnreachable';
    this.mayHaveArrived = mayHaveArrived;
  }
}

/** How one request travels, by connections.ts. Redirects are not followed. Throws VendorUnreachable. */
export type SendToVendor = (request: VendorRequest, signal: AbortSignal) => Promise<VendorAnswer>;

/** The same to one vendor, whose name its failures tell. */
export type VendorHttp = SendToVendor;

/** More than this of an answer is not read. */
export const longestAnswerBytes = 64 * 1024;

/** `secrets` are taken out of what `observe` is told. */
export function createVendorHttp(deps: {
  vendor: string;
  secrets: readonly string[];
  observe?: ObserveExchange | undefined;
  send: SendToVendor;
}): VendorHttp {
  const { vendor, secrets, observe, send } = deps;

  function report(
    { method, url, headers, body = '' }: VendorRequest,
    startedAt: number,
    outcome: Pick<Exchange, 'answer' | 'failure'>,
  ): void {
    if (!observe) return;
    const tookMs = Math.round(performance.now() - startedAt);
    const exchange = { vendor, request: { method, url, headers, body }, ...outcome, tookMs };
    observe(maskExchange(exchange, (text) => maskSecrets(text, secrets)));
  }

  return async (request, signal) => {
    const startedAt = performance.now();
    try {
      const answer = await send(request, signal);
      report(request, startedAt, { answer });
      return answer;
    } catch (error) {
      if (!(error instanceof VendorUnreachable)) throw error;
      const failure = new VendorUnreachable(`${vendor} ${error.message}`, error.mayHaveArrived, error.cause);
      report(request, startedAt, { failure: failure.message });
      throw failure;
    }
  };
}
