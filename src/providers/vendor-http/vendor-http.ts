import { maskAuthorization, maskSecrets, type ObserveExchange } from './exchange.ts';

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

/** Sends requests to one vendor. Redirects are not followed. Throws VendorUnreachable. */
export type VendorHttp = (request: VendorRequest, signal: AbortSignal) => Promise<VendorAnswer>;

/** One request and its answer, neither observed nor judged. */
export type VendorExchange = (request: VendorRequest, signal: AbortSignal) => Promise<VendorAnswer>;

/** What is read of an answer. */
export const longestAnswerBytes = 64 * 1024;

/** What fails before a request is on its way. */
const beforeSending = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/** `secrets` are taken out of what `observe` is told; `exchange` is by fetch unless told. */
export function createVendorHttp(deps: {
  vendor: string;
  secrets: readonly string[];
  observe?: ObserveExchange | undefined;
  exchange?: VendorExchange;
}): VendorHttp {
  const { vendor, secrets, observe, exchange = exchangeByFetch } = deps;

  function report(request: VendorRequest, startedAt: number, outcome: { answer?: VendorAnswer; failure?: string }) {
    if (!observe) return;
    const shown = (text: string): string => maskSecrets(text, secrets);
    const headers = Object.entries(request.headers).map(([name, value]) => [name, shown(maskAuthorization(value))]);
    observe({
      vendor,
      request: {
        method: request.method,
        url: shown(request.url),
        headers: Object.fromEntries(headers),
        body: shown(request.body ?? ''),
      },
      ...(outcome.answer && { answer: { status: outcome.answer.status, body: shown(outcome.answer.body) } }),
      ...(outcome.failure !== undefined && { failure: shown(outcome.failure) }),
      tookMs: Math.round(performance.now() - startedAt),
    });
  }

  return async (request, signal) => {
    const startedAt = performance.now();
    try {
      const answer = await exchange(request, signal);
      report(request, startedAt, { answer });
      return answer;
    } catch (error) {
      const failure = asUnreachable(vendor, error, signal);
      report(request, startedAt, { failure: failure.message });
      throw failure;
    }
  };
}

async function exchangeByFetch(
  { method, url, headers, body }: VendorRequest,
  signal: AbortSignal,
): Promise<VendorAnswer> {
  const response = await fetch(url, { method, headers, body: body ?? null, signal, redirect: 'manual' });
  return { status: response.status, headers: response.headers, body: await readBeginning(response) };
}

async function readBeginning(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    length += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (length >= longestAnswerBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, longestAnswerBytes).toString('utf8');
}

function asUnreachable(vendor: string, error: unknown, signal: AbortSignal): VendorUnreachable {
  if (signal.aborted) return new VendorUnreachable(`${vendor} did not answer in time`, true, error);
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  const code = cause?.code ?? '';
  const words = code || cause?.message || (error as Error).message;
  return new VendorUnreachable(`${vendor} cannot be reached: ${words}`, !beforeSending.has(code), error);
}
