/** Takes out of a text, or of whatever is logged, what nobody should read there. */
export interface Cover {
  text(text: string): string;
  /** Errors as what they say and where they come from; nothing else of them, such as what a query was given. */
  value(value: unknown): unknown;
}

const mask = '********';
const deepest = 6;
const mostItems = 50;
// Shorter ones stand in other words by chance.
const shortestSecret = 6;

/** What looks like a secret, or like somebody's number or address, wherever it stands. */
const rules: ReadonlyArray<readonly [shape: RegExp, cover: string]> = [
  [/\b([a-z][a-z\d+.-]*:\/\/)[^\s"'<>]*@/gi, `$1${mask}@`],
  [/(\bhttps?:\/\/[^\s?#"']+)[?#][^\s"']*/gi, '$1?…'],
  [/\b(Bearer|Basic|Token)\s+[\w.~+/=:-]{6,}/gi, `$1 ${mask}`],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, mask],
  [
    /\b((?:access[-_]?|refresh[-_]?|api[-_]?|auth[-_]?)?(?:token|secret|password|passwd|passphrase))(["']?\s*[=:]\s*["']?)[^\s"'&,;}]+/gi,
    `$1$2${mask}`,
  ],
  [/[\w.+-]+@(?=[\w-]+\.[\w.-]*\w)/g, '…@'],
  [/(?<![\w.])(?:\+\d[\d -]{6,}\d|1[3-9]\d[ -]?\d{4}[ -]?\d{4}|\d{10,})(?!\w)/g, '…'],
];

/** `secrets`: what was configured and must not be read, however a text came by it. */
export function createCover(secrets: readonly string[]): Cover {
  const configured = patternOf(secrets);

  function text(given: string): string {
    const covered = configured ? given.replace(configured, mask) : given;
    return rules.reduce((sofar, [shape, cover]) => sofar.replace(shape, cover), covered);
  }

  function error({ name, message, stack, cause, code, errors }: Error & Partial<Details>, depth: number): object {
    return {
      type: name,
      message: text(message),
      ...(typeof code === 'string' && { code }),
      ...(stack !== undefined && { stack: text(stack) }),
      ...(cause !== undefined && { cause: inner(cause, depth + 1) }),
      ...(Array.isArray(errors) && { errors: inner(errors, depth + 1) }),
    };
  }

  function inner(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return text(value);
    if (typeof value !== 'object' || value === null) return value;
    if (depth > deepest) return '…';
    if (value instanceof Error) return error(value, depth);
    if (value instanceof Date) return value;
    if (Array.isArray(value)) return value.slice(0, mostItems).map((item) => inner(item, depth + 1));
    const entries = Object.entries(value).slice(0, mostItems);
    return Object.fromEntries(entries.map(([name, item]) => [name, keepsId(name) ? item : inner(item, depth + 1)]));
  }

  return { text, value: (value) => inner(value, 0) };
}

interface Details {
  code: unknown;
  errors: unknown;
}

/** An id of ours or of a proxy that we trust may look like a number. */
const keepsId = (name: string): boolean => name === 'requestId' || name === 'traceId';

function patternOf(secrets: readonly string[]): RegExp | undefined {
  const texts = secrets.filter((secret) => secret.length >= shortestSecret).flatMap(spellings);
  if (texts.length === 0) return undefined;
  const longestFirst = [...new Set(texts)].sort((one, other) => other.length - one.length);
  return new RegExp(longestFirst.map((each) => each.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g');
}

/** As URLs, forms, JSON and logins write it. */
function spellings(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  return [
    secret,
    encodeURIComponent(secret),
    encodeURI(secret),
    JSON.stringify(secret).slice(1, -1),
    base64,
    Buffer.from(secret).toString('base64url'),
  ];
}
