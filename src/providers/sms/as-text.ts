/** A text or number of a vendor's answer as a text of 200 characters at most, anything else as the empty one. */
export function asText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 200) : '';
}
