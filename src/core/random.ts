import { randomBytes, randomInt } from 'node:crypto';

const alphanumeric = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Unguessable letters and digits, every one equally likely. */
export function randomAlphanumeric(length: number): string {
  return alphanumericFrom(() => randomBytes(length * 2), length);
}

/** The same for bytes that are already random (a keyed hash); asks `more` for further bytes until `length` is reached. */
export function alphanumericFrom(more: () => Uint8Array, length: number): string {
  // 62 does not divide 256: bytes from 248 on are dropped, or some letters would be likelier than others.
  const usable = 256 - (256 % alphanumeric.length);
  let text = '';
  while (text.length < length) {
    for (const byte of more()) {
      if (byte < usable && text.length < length) text += alphanumeric[byte % alphanumeric.length];
    }
  }
  return text;
}

/** Unguessable digits, leading zeros included. */
export function randomDigits(length: number): string {
  return String(randomInt(10 ** length)).padStart(length, '0');
}

/** 16 unguessable characters of `[A-Za-z0-9_-]`: passes every contract's rule for a password. */
export function randomPassword(): string {
  return randomBytes(12).toString('base64url');
}
