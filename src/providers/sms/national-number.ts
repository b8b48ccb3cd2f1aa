/**
 * A number as domestic vendors write it: mainland numbers without their country, all others with it, none with a plus
 * sign. Where that would be somebody's mainland number (+1 345 343 3363 is 13453433363), `00` stands before it.
 */
export function writeNationalNumber(e164: string): string {
  const digits = e164.replace(/^\+(86)?/, '');
  return !e164.startsWith('+86') && /^1[3-9]\d{9}$/.test(digits) ? `00${digits}` : digits;
}
