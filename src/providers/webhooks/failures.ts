import type { WebhookFailure } from '../../core/ports.ts';

const words: Record<string, WebhookFailure> = {
  ADDRESS_REFUSED: 'address-refused',
  ABORT_ERR: 'timed-out',
  ETIMEDOUT: 'timed-out',
  ENOTFOUND: 'unresolved',
  EAI_AGAIN: 'unresolved',
  EAI_FAIL: 'unresolved',
  ENODATA: 'unresolved',
  EPROTO: 'not-secure',
};

/** What an error of node's http client means. */
export function failureOfError(error: unknown): WebhookFailure {
  const code = String((error as { code?: unknown } | null)?.code ?? '');
  if (/^HPE_/.test(code)) return 'garbled';
  if (/^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|ERR_CERT)/.test(code)) return 'not-secure';
  return words[code] ?? 'unreachable';
}

/** What a status means; undefined: it arrived. */
export function failureOfStatus(status: number): WebhookFailure | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status >= 300 && status < 400) return 'redirected';
  return status === 410 ? 'gone' : 'status';
}
