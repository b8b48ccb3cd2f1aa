/** Why there was no answer. */
export type WireFailureReason = 'unreachable' | 'tls' | 'timeout' | 'broken' | 'too-large';

/** No answer came, or none that could be read whole; `message` tells it in English, without a stack. */
export class WireFailure extends Error {
  readonly reason: WireFailureReason;

  constructor(reason: WireFailureReason, message: string) {
    super(message);
    this.name = 'WireFailure';
    this.reason = reason;
  }
}

const unreachable = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT']);

/** What a failed request of `node:http` means. */
export function explainWireError(error: NodeJS.ErrnoException, host: string): WireFailure {
  const code = error.code ?? '';
  if (unreachable.has(code)) return new WireFailure('unreachable', `nobody answers at ${host} (${code})`);
  if (/CERT|TLS|SSL|SIGNED|ALTNAME|EPROTO/.test(code)) {
    const hint = 'for a certificate of your own, name its authority in NODE_EXTRA_CA_CERTS';
    return new WireFailure('tls', `no safe connection to ${host}: ${code.toLowerCase().replaceAll('_', ' ')}; ${hint}`);
  }
  if (code.startsWith('HPE_')) return new WireFailure('broken', `what ${host} answers is no HTTP (${code})`);
  return new WireFailure('broken', `${host} broke off (${code || error.message})`);
}
