/** One word of a format string. */
export type Token =
  | { kind: 'name'; text: string }
  | { kind: 'literal'; text: string }
  | { kind: 'number'; text: string }
  | { kind: 'sign'; text: '(' | ')' | ',' | '+' };

const shapes: ReadonlyArray<readonly [Token['kind'], RegExp]> = [
  ['literal', /'([^']*)'/y],
  ['name', /([a-z][a-z0-9_-]*)/y],
  ['number', /(\d{1,9})/y],
  ['sign', /([(),+])/y],
];

/** The words of a format string; throws FormatError at the first thing that is none. */
export function readTokens(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const found = readToken(text, at);
    if (!found) throw new FormatError(`what stands at ${at + 1} is not understood: ${text.slice(at, at + 20)}`);
    tokens.push(found.token);
    at = found.end;
  }
  return tokens;
}

function readToken(text: string, at: number): { token: Token; end: number } | undefined {
  for (const [kind, shape] of shapes) {
    shape.lastIndex = at;
    const match = shape.exec(text);
    if (match) return { token: { kind, text: match[1] ?? '' } as Token, end: shape.lastIndex };
  }
  return undefined;
}

/** Why a format string cannot be read, in words. */
export class FormatError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FormatError';
  }
}
