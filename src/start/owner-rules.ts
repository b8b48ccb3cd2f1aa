import { looksLikeOtherIdentifier } from '../core/accounts/identifiers.ts';

const handleShape = /^[\p{L}\p{N}_-]{2,16}$/u;
const shortestPassword = 6;
const longestPassword = 64;

/** Why a text cannot be an owner's handle; undefined where every door takes it. */
export function findHandleProblem(handle: string): string | undefined {
  if (!handleShape.test(handle)) return 'must be 2 to 16 letters, digits, _ or -';
  return looksLikeOtherIdentifier(handle) ? 'must not look like a phone or an e-mail' : undefined;
}

/** Why a text cannot be an owner's password; undefined where it can. */
export function findPasswordProblem(password: string): string | undefined {
  const length = [...password].length;
  return length < shortestPassword || length > longestPassword
    ? `must have ${shortestPassword} to ${longestPassword} characters`
    : undefined;
}
