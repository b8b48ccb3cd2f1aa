import { spellingsOf } from './spellings.ts';

/** One request to a vendor and what came of it: masked, it is shown to whoever tries a provider. */
export interface Exchange {
  vendor: string;
  request: { method: string; url: string; headers: Record<string, string>; body: string };
  answer?: { status: number; body: string };
  /** Why there is no answer. */
  failure?: string;
  tookMs: number;
}

/** Is told of every exchange; only the command that tries a provider asks. */
export type ObserveExchange = (exchange: Exchange) => void;

/** What stands in the place of a secret. */
export const mask = '********';

/** Takes secrets out of a text: wherever one of them stands, and however it is written there. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  return secrets.filter(Boolean).reduce((masked, secret) => masked.replace(spellingsOf(secret), mask), text);
}

/** The exchange with every text of it as `hide` leaves it, and without the credentials of its headers. */
export function maskExchange(exchange: Exchange, hide: (text: string) => string): Exchange {
  const { request, answer, failure } = exchange;
  const headers = Object.entries(request.headers).map(([name, value]) => [name, hide(maskAuthorization(value))]);
  return {
    ...exchange,
    request: { ...request, url: hide(request.url), headers: Object.fromEntries(headers), body: hide(request.body) },
    ...(answer && { answer: { status: answer.status, body: hide(answer.body) } }),
    ...(failure !== undefined && { failure: hide(failure) }),
  };
}

/** The credentials of an Authorization header; what names the key and the signed headers stays. */
function maskAuthorization(value: string): string {
  return value.replace(/^(Basic|Bearer|bearer) .*$/s, `$1 ${mask}`);
}
