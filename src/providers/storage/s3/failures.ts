import { DomainError } from '../../../core/errors.ts';

/** What the SDK throws, as far as it is looked at. */
interface Thrown {
  name?: string;
  message?: string;
  code?: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
}

const refusedCredentials = new Set([
  'AccessDenied',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidToken',
  'ExpiredToken',
  'AllAccessDisabled',
  'AccountProblem',
]);

const advice: Record<string, string> = {
  NoSuchBucket: 'the bucket does not exist',
  PermanentRedirect: 'the bucket is in another region: correct region= in PORTICO_STORAGE_URL',
  AuthorizationHeaderMalformed: 'the region is another one: correct region= in PORTICO_STORAGE_URL',
  RequestTimeTooSkewed: 'the clock of this machine is wrong',
  NotImplemented: 'the server does not know what it was asked for: checksums=false in PORTICO_STORAGE_URL may help',
  XAmzContentSHA256Mismatch: 'what arrived is not what was sent',
  BadDigest: 'what arrived is not what was sent',
  CredentialsProviderError:
    'there are no credentials: set PORTICO_STORAGE_ACCESS_KEY_ID and PORTICO_STORAGE_SECRET_ACCESS_KEY',
  TimeoutError: 'no answer in time',
};

/**
 * Whatever S3 or the way to it did wrong as `storage.unavailable`, whose cause says it in words. The SDK's own error is
 * left behind: it repeats keys and what was signed.
 */
export function asStorageFailure(operation: string, error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  return new DomainError('storage.unavailable', {}, new Error(`S3 ${operation}: ${describe(error as Thrown)}`));
}

/** The HTTP status of a refusal; undefined where there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return (error as Thrown | null)?.$metadata?.httpStatusCode;
}

/** S3's own name of what is wrong. */
export function nameOf(error: unknown): string {
  return (error as Thrown | null)?.name ?? '';
}

function describe({ name = 'Error', message = '', code, $metadata }: Thrown): string {
  const words = refusedCredentials.has(name) ? 'the credentials are refused' : (advice[name] ?? code ?? message);
  const { httpStatusCode, requestId } = $metadata ?? {};
  const details = [name, httpStatusCode && `status ${httpStatusCode}`, requestId && `request ${requestId}`];
  return `${words} (${details.filter(Boolean).join(', ')})`;
}
