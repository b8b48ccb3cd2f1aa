import { randomAlphanumeric } from '../random.ts';

const keyLength = 22;

/** The key of a payload, to be told to vendors that do a repetition once. */
export function createJobKey(): string {
  return randomAlphanumeric(keyLength);
}
