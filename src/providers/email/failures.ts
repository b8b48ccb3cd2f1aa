import type { NodemailerError } from 'nodemailer';
import { DomainError } from '../../core/errors.ts';

/** What a failed try to send was: for the caller, and whether the settings are to blame. */
export interface Failure {
  error: DomainError;
  /** Why no mail will ever leave with these settings; undefined where a later one may. */
  misconfigured: string | undefined;
}

const loginMissing = 530;
const tlsFailure =
  /^(?:ERR_(?:TLS|SSL)_|EPROTO$|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH$|INVALID_)/;
const longestReason = 300;

/**
 * Judges what nodemailer threw. `hasBegun`: the server had asked for the message, so that it may have taken it although
 * no answer came.
 */
export function judge(failure: NodemailerError, { to, hasBegun }: { to: string; hasBegun: boolean }): Failure {
  const reason = describe(failure, to);
  const cause = new Error(reason);
  if (isRefused(failure)) return { error: new DomainError('email.rejected', {}, cause), misconfigured: undefined };
  const mayHaveBeenSent = hasBegun && failure.responseCode === undefined;
  return {
    error: new DomainError('email.unavailable', mayHaveBeenSent ? { mayHaveBeenSent } : {}, cause),
    misconfigured: isMisconfigured(failure) ? reason : undefined,
  };
}

/** For good, and for what this mail is: its recipient, or its content. */
function isRefused({ code, command, permanent, responseCode }: NodemailerError): boolean {
  if (code === 'EENVELOPE' && command === 'API') return true;
  return permanent === true && responseCode !== loginMissing && (command === 'RCPT TO' || command === 'DATA');
}

/** A 4xx is the server's bad moment, whatever it was the answer to. */
function isMisconfigured({ code = '', originalCode = '', command, permanent, responseCode }: NodemailerError): boolean {
  if (responseCode === loginMissing) return true;
  if (responseCode !== undefined && permanent === false) return false;
  return (
    ['EAUTH', 'ENOAUTH', 'ETLS', 'EREQUIRETLS', 'ECONFIG'].includes(code) ||
    tlsFailure.test(originalCode) ||
    (command === 'MAIL FROM' && permanent === true)
  );
}

/** In one line, for operators: the step that failed and the server's words, without the recipient, who may be in them. */
function describe({ command, message }: NodemailerError, to: string): string {
  const step = command === undefined || command === 'CONN' || command === 'API' ? '' : `${command}: `;
  // However the server spells the address in its answer.
  const recipient = new RegExp(to.replaceAll(/\W/g, '\\$&'), 'gi');
  const words = message.replaceAll(/\s+/g, ' ').replaceAll(recipient, '<recipient>');
  return `${step}${words}`.slice(0, longestReason);
}
