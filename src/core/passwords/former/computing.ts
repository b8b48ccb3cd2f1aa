import { digests, transforms } from './digests.ts';
import { type Expression, isMd5OfPassword } from './format.ts';

/** What a format's names stand for. */
export interface Givens {
  /** Undefined where only the md5 was sent. */
  password: string | undefined;
  /** Lower-case hexadecimal of the password's md5. */
  md5: string;
  salt: string;
  key: string;
  username: string;
}

/** The bytes that an expression comes to; undefined where it needs the password and only its md5 is known. */
export function compute(expression: Expression, givens: Givens): Buffer | undefined {
  if (isMd5OfPassword(expression)) return Buffer.from(givens.md5);
  if (expression.kind === 'literal') return Buffer.from(expression.text);
  if (expression.kind === 'given') {
    const value = givens[expression.name];
    return value === undefined ? undefined : Buffer.from(value);
  }
  const parts = (expression.kind === 'joined' ? expression.parts : expression.args).map((part) =>
    compute(part, givens),
  );
  if (!parts.every((part) => part !== undefined)) return undefined;
  return expression.kind === 'joined' ? Buffer.concat(parts) : call(expression.name, parts);
}

function call(name: string, texts: Buffer[]): Buffer {
  const digest = digests[name];
  if (digest) return Buffer.from(digest.compute(...texts));
  const transform = transforms[name];
  if (!transform) throw new Error(`${name}() passed the reading of the format`);
  return transform(texts[0] as Buffer);
}

/** What was stored, as the hexadecimal of so many bytes: it may be hexadecimal of either case, or base64. Undefined for anything else. */
export function toHex(stored: string, size: number): string | undefined {
  if (stored.length === size * 2 && /^[0-9a-f]+$/i.test(stored)) return stored.toLowerCase();
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(stored)) return undefined;
  const bytes = Buffer.from(stored, 'base64');
  return bytes.length === size && stored.replace(/=+$/, '').length === Math.ceil((size * 4) / 3)
    ? bytes.toString('hex')
    : undefined;
}
