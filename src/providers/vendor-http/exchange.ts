import { spellingsOf } from './spellings.ts';

/** One request to a vendor and what came of it, secrets masked: to be shown to whoever tries a provider. */
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

const mask = '********';

/** Takes secrets out of a text: wherever one of them stands, and however it is written there. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  return secrets.filter(Boolean).reduce((masked, secret) => masked.replace(spellingsOf(secret), mask), text);
}

/** The credentials of an Authorization header; what names the key and the signed headers stays. */
export function maskAuthorization(value: string): string {
  return value.replace(/^(Basic|Bearer|bearer) .*$/s, `$1 ${mask}`);
}
