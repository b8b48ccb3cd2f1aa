import { timingSafeEqual } from 'node:crypto';

/** Whether two secrets, or hashes of them, are the same; the time it takes tells nothing but their length. */
export function isSameSecret(left: string | Buffer, right: string | Buffer): boolean {
  const [given, expected] = [toBytes(left), toBytes(right)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function toBytes(secret: string | Buffer): Buffer {
  return typeof secret === 'string' ? Buffer.from(secret) : secret;
}
