import { createHash } from 'node:crypto';

/**
 * Names one request to a vendor: the same for every repetition of the same push to the same devices, another one as soon
 * as anything of it differs. 32 hexadecimal digits.
 */
export function requestIdOf(key: string, clientIds: readonly string[]): string {
  return createHash('sha256')
    .update([key, ...clientIds].join('\n'))
    .digest('hex')
    .slice(0, 32);
}
