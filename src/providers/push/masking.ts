import { type Exchange, maskSecrets, type ObserveExchange } from '../vendor-http/exchange.ts';

/** Keeps tokens out of what is shown of exchanges: those of devices, and those by which a vendor knows us. */
export interface Masking {
  /** Undefined where nobody watches. */
  observe: ObserveExchange | undefined;
  /** It is masked wherever it stands from now on. */
  hide(...secrets: string[]): void;
}

/** Where nobody watches nothing is kept: there may be millions of tokens. */
export function createMasking(observe: ObserveExchange | undefined): Masking {
  if (!observe) return { observe: undefined, hide() {} };
  const secrets = new Set<string>();
  const shown = (text: string): string =>
    // A token is told for the first time in the answer that grants it.
    maskSecrets(text, [...secrets]).replace(/("(?:access_)?token"\s*:\s*")[^"]*/g, '$1********');
  return {
    observe: (exchange) => observe(maskExchange(exchange, shown)),
    hide(...more) {
      for (const secret of more) secrets.add(secret);
    },
  };
}

function maskExchange(exchange: Exchange, shown: (text: string) => string): Exchange {
  const { request, answer, failure } = exchange;
  const headers = Object.entries(request.headers).map(([name, value]) => [name, shown(value)]);
  return {
    ...exchange,
    request: { ...request, url: shown(request.url), headers: Object.fromEntries(headers), body: shown(request.body) },
    ...(answer && { answer: { ...answer, body: shown(answer.body) } }),
    ...(failure !== undefined && { failure: shown(failure) }),
  };
}
