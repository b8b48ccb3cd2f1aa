import { aliases } from './aliases.ts';
import { digests, transforms } from './digests.ts';
import { FormatError, readTokens, type Token } from './format-tokens.ts';
import { schemes } from './schemes/schemes.ts';

/** What is hashed: texts, put together. */
export type Expression =
  | { kind: 'given'; name: GivenName }
  | { kind: 'literal'; text: string }
  | { kind: 'joined'; parts: readonly Expression[] }
  | { kind: 'call'; name: string; args: readonly Expression[] };

/** How a back end made what it stored of a password. */
export type Format = { kind: 'digest'; expression: Expression } | Scheming;

/** A scheme that reads its own parameters from what was stored, or is told them. */
export interface Scheming {
  kind: 'scheme';
  name: string;
  password: Expression;
  args: readonly Expression[];
}

const givenNames = ['password', 'salt', 'key', 'username'] as const;
/** What a format string can speak of: what was typed, and what stands beside the hash. */
export type GivenName = (typeof givenNames)[number];

const longestFormat = 300;
const deepest = 8;

/**
 * Reads a format string such as `md5(md5(password)+salt)`, `bcrypt`, `pbkdf2(password, salt, 'sha256', 10000)` or the
 * name of a product such as `vbulletin`. Throws FormatError with the reason in words.
 */
export function readFormat(text: string): Format {
  if (text.length > longestFormat) throw new FormatError(`it is longer than ${longestFormat} characters`);
  const tokens = readTokens(aliases[text.trim()] ?? text);
  const [first] = tokens;
  if (first?.kind === 'name' && first.text in schemes) return readScheme(first.text, tokens);
  const reader = createReader(tokens);
  const expression = reader.expression(0);
  reader.end();
  if (!speaksOf(expression, 'password')) throw new FormatError('it does not speak of the password');
  return { kind: 'digest', expression };
}

function readScheme(name: string, tokens: readonly Token[]): Scheming {
  const { most, least } = schemes[name]?.args ?? { most: 0, least: 0 };
  if (tokens.length === 1 && least === 0) {
    return { kind: 'scheme', name, password: { kind: 'given', name: 'password' }, args: [] };
  }
  const reader = createReader(tokens.slice(1));
  const [password, ...args] = reader.args(1);
  reader.end();
  if (!password || !speaksOf(password, 'password')) throw new FormatError(`${name} begins with the password`);
  if (args.length < least || args.length > most) {
    throw new FormatError(`${name} takes ${schemes[name]?.usage}`);
  }
  return { kind: 'scheme', name, password, args };
}

function createReader(tokens: readonly Token[]) {
  let at = 0;
  const isSign = (text: string): boolean => tokens[at]?.kind === 'sign' && tokens[at]?.text === text;

  function take(sign: string): void {
    if (!isSign(sign))
      throw new FormatError(`a ${sign} is missing ${tokens[at] ? `before ${tokens[at]?.text}` : 'at the end'}`);
    at += 1;
  }

  function expression(depth: number): Expression {
    if (depth > deepest) throw new FormatError(`it is nested more than ${deepest} deep`);
    const parts = [term(depth)];
    while (isSign('+')) {
      at += 1;
      parts.push(term(depth));
    }
    return parts.length === 1 ? (parts[0] as Expression) : { kind: 'joined', parts };
  }

  function term(depth: number): Expression {
    const token = tokens[at];
    if (!token || token.kind === 'sign')
      throw new FormatError(`something is missing ${token ? `before ${token.text}` : 'at the end'}`);
    at += 1;
    if (token.kind !== 'name') return { kind: 'literal', text: token.text };
    if (!isSign('(')) return given(token.text);
    return call(token.text, args(depth + 1));
  }

  function args(depth: number): Expression[] {
    take('(');
    const found = [expression(depth)];
    while (isSign(',')) {
      at += 1;
      found.push(expression(depth));
    }
    take(')');
    return found;
  }

  return {
    expression,
    args,
    end() {
      if (at < tokens.length) throw new FormatError(`what follows is too much: ${tokens[at]?.text}`);
    },
  };
}

function given(text: string): Expression {
  const name = givenNames.find((known) => known === text);
  if (!name) throw new FormatError(`${text} is unknown; there are ${givenNames.join(', ')}, functions and schemes`);
  return { kind: 'given', name };
}

function call(name: string, args: Expression[]): Expression {
  const takes = name in digests ? digests[name]?.takes : name in transforms ? 1 : undefined;
  if (takes === undefined) {
    const known = [...Object.keys(digests), ...Object.keys(transforms)];
    throw new FormatError(
      `${name}() is unknown; there are ${known.join(', ')}, and at the very outside ${Object.keys(schemes).join(', ')}`,
    );
  }
  if (args.length !== takes) throw new FormatError(`${name}() takes ${takes === 1 ? 'one text' : `${takes} texts`}`);
  return { kind: 'call', name, args };
}

/** Whether a value of the row is needed. */
export function speaksOf(expression: Expression, name: GivenName): boolean {
  if (expression.kind === 'given') return expression.name === name;
  if (expression.kind === 'joined') return expression.parts.some((part) => speaksOf(part, name));
  return expression.kind === 'call' && expression.args.some((part) => speaksOf(part, name));
}

/** The expressions of a format. */
export function expressionsOf(format: Format): readonly Expression[] {
  return format.kind === 'digest' ? [format.expression] : [format.password, ...format.args];
}

/** Whether every password in it stands in `md5(…)` by itself: then a client that sends its md5 can be let in, too (R3). */
export function isKnownByMd5(expression: Expression): boolean {
  if (expression.kind === 'given') return expression.name !== 'password';
  if (expression.kind === 'literal') return true;
  if (expression.kind === 'joined') return expression.parts.every(isKnownByMd5);
  return isMd5OfPassword(expression) || expression.args.every(isKnownByMd5);
}

/** `md5(password)` itself. */
export function isMd5OfPassword(expression: Expression): boolean {
  if (expression.kind !== 'call' || expression.name !== 'md5') return false;
  const [only] = expression.args;
  return only?.kind === 'given' && only.name === 'password';
}
