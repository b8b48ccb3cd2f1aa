import { createHash } from 'node:crypto';
import type { Keyring } from '../../keyring/keyring.ts';
import { isSameSecret } from '../../same-secret.ts';
import type { PasswordInput } from '../password-input.ts';
import { bounds } from './bounds.ts';
import { compute, type Givens, toHex } from './computing.ts';
import { digests } from './digests.ts';
import { type Expression, expressionsOf, type Format, isKnownByMd5, readFormat, speaksOf } from './format.ts';
import { formerPrefix } from './former-prefix.ts';
import { schemes } from './schemes/schemes.ts';

/** A password as another back end stored it. */
export interface FormerPassword {
  /** How it was made, as `readFormat` reads it. */
  format: string;
  hash: string;
  salt?: string;
  /** What is the same for all of the back end's passwords. */
  key?: string;
  username?: string;
}

const context = 'former-password';

/** Why nobody could ever sign in with it, or why nobody may: in words. Undefined where it can be taken. */
export function findFormerProblem(format: Format, former: FormerPassword): string | undefined {
  const { hash, salt = '', key = '', username = '' } = former;
  if (hash.length > bounds.hashCharacters) return `it is longer than ${bounds.hashCharacters} characters`;
  if (salt.length > bounds.saltCharacters) return `its salt is longer than ${bounds.saltCharacters} characters`;
  for (const [name, value] of Object.entries({ salt, key, username } as const)) {
    const isNeeded = expressionsOf(format).some((each) => speaksOf(each, name as 'salt' | 'key' | 'username'));
    if (isNeeded && value === '') return `its format speaks of the ${name}, and there is none`;
  }
  if (format.kind === 'scheme') {
    const args = argsOf(format.args, givensOf(former, nobody));
    return schemes[format.name]?.findProblem({ hash, args });
  }
  const size = sizeOf(format.expression);
  if (size === undefined) return hash === '' ? 'it is empty' : undefined;
  return toHex(hash, size) === undefined ? `it is not ${size} bytes in hexadecimal or base64` : undefined;
}

/** The verifier to store. */
export function sealFormer(keyring: Keyring, former: FormerPassword): string {
  return formerPrefix + keyring.encrypt(JSON.stringify(former), context);
}

/** Undefined where the root key that it was sealed under is gone. */
export function openFormer(keyring: Keyring, verifier: string): FormerPassword | undefined {
  try {
    return JSON.parse(keyring.decrypt(verifier.slice(formerPrefix.length), context)) as FormerPassword;
  } catch {
    return undefined;
  }
}

/** Whether clients that send the md5 of a password (R3) can be let in by it. */
export function opensByMd5(format: Format): boolean {
  return format.kind === 'digest'
    ? isPlain(format.expression) || isKnownByMd5(format.expression)
    : isKnownByMd5(format.password);
}

/** Whether it costs much less than our own verifier to check. */
export const isCheap = (former: FormerPassword): boolean => readFormat(former.format).kind === 'digest';

/** Whether the password is the one that was stored. */
export async function matchesFormer(former: FormerPassword, input: PasswordInput): Promise<boolean> {
  const format = readFormat(former.format);
  // Once more: what a row may cost is not left to who wrote it.
  if (findFormerProblem(format, former) !== undefined) return false;
  const givens = givensOf(former, input);
  if (format.kind === 'digest') return matchesDigest(format.expression, former.hash, givens);
  const password = compute(format.password, givens);
  if (password === undefined) return false;
  return (
    (await schemes[format.name]?.matches(password, { hash: former.hash, args: argsOf(format.args, givens) })) ?? false
  );
}

function matchesDigest(expression: Expression, stored: string, givens: Givens): boolean {
  // What was kept in clear is compared by its md5, so that it serves either client.
  if (isPlain(expression)) return isSameSecret(md5Of(stored), givens.md5);
  const computed = compute(expression, givens)?.toString();
  if (computed === undefined) return false;
  const size = sizeOf(expression);
  return isSameSecret(computed, (size === undefined ? stored : toHex(stored, size)) ?? '');
}

const nobody: PasswordInput = { form: 'plain', value: '' };
const isPlain = (expression: Expression): boolean => expression.kind === 'given' && expression.name === 'password';
const md5Of = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex');

/** The bytes of the digest at the outside; undefined where there is none. */
function sizeOf(expression: Expression): number | undefined {
  return expression.kind === 'call' ? digests[expression.name]?.size : undefined;
}

function givensOf({ salt = '', key = '', username = '' }: FormerPassword, input: PasswordInput): Givens {
  const isClear = input.form === 'plain';
  return {
    password: isClear ? input.value : undefined,
    md5: isClear ? md5Of(input.value) : input.value.toLowerCase(),
    salt,
    key,
    username,
  };
}

function argsOf(args: readonly Expression[], givens: Givens): Buffer[] {
  return args.map((each) => compute(each, givens) ?? Buffer.alloc(0));
}
