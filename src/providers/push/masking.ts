import { mask, maskExchange, maskSecrets, type ObserveExchange } from '../vendor-http/exchange.ts';

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
    maskSecrets(text, [...secrets]).replace(/("(?:access_)?token"\s*:\s*")[^"]*/g, `$1${mask}`);
  return {
    observe: (exchange) => observe(maskExchange(exchange, shown)),
    hide(...more) {
      for (const secret of more) secrets.add(secret);
    },
  };
}
