/** The token of a mailed link; empty where it can be none: what is shown in a page holds letters and digits alone. */
export function readLinkToken(value: unknown): string {
  return typeof value === 'string' && /^[A-Za-z0-9]{1,64}$/.test(value) ? value : '';
}
