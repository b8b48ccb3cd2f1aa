/** A name that no other sign-in has: 32 hexadecimal digits, also where a page is not a secure context. */
export function newSignIn(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
