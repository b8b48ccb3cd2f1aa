import fc from 'fast-check';
import type { ValueSchema } from './routes.ts';

/** What no field of ours takes, or takes only in some places. */
const odd: readonly unknown[] = [
  null,
  true,
  false,
  '',
  ' ',
  'a\u0000b',
  '\ud800',
  '\udc00x',
  '\u202e倒',
  '\ufeff',
  '１２３４５６',
  '٣',
  'ﬀ',
  'İ',
  'ß',
  "' or 1=1 --",
  '"; drop table accounts; --',
  '%00',
  '%',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  '{{7*7}}',
  '$' + '{7*7}',
  'a\r\nSet-Cookie: x=1',
  '__proto__',
  'constructor',
  'toString',
  '0x10',
  '1e5',
  '-0',
  '+1',
  '00',
  '9'.repeat(16),
  '9'.repeat(400),
  'x'.repeat(20_000),
  '汉'.repeat(3_000),
  '👩‍👩‍👧‍👦'.repeat(40),
  'a@b.c',
  `${'a'.repeat(64)}@${'b'.repeat(190)}.com`,
  '+8613800000000',
  '0086 138 0000 0000',
  '2024-02-30',
  '1970-01-01T00:00:00Z',
  0,
  -0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  1e308,
  Number.MIN_VALUE,
  [],
  [[]],
  [null],
  ['a', 'a'],
  {},
  { $ne: null },
  { toString: 1, valueOf: 2 },
  { toJSON: 'x' },
  Array.from({ length: 300 }, (_, index) => index),
  nested(33),
];

function nested(depth: number): unknown {
  return depth === 0 ? 1 : { a: nested(depth - 1) };
}

/** Anything at all. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...odd) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.double() },
);

/** What a schema takes, most often. */
function fitting(schema: ValueSchema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum?.length) return fc.constantFrom(...schema.enum);
  if (schema.anyOf?.length) return fc.oneof(...schema.anyOf.map(fitting));
  const { type } = schema;
  if (typeof type !== 'string') {
    return type === undefined ? hostile : fc.oneof(...type.map((each) => fitting({ ...schema, type: each })));
  }
  return (makers[type] ?? (() => fc.constant(null)))(schema);
}

const makers: Record<string, (schema: ValueSchema) => fc.Arbitrary<unknown>> = {
  string: fittingText,
  integer: ({ minimum = -5, maximum = Number.MAX_SAFE_INTEGER }) =>
    fc.oneof(
      fc.integer({ min: minimum, max: Math.min(maximum, minimum + 30) }),
      fc.integer({ min: minimum, max: maximum }),
    ),
  number: () => fc.double({ noNaN: true, noDefaultInfinity: true }),
  boolean: () => fc.boolean(),
  array: ({ items = {}, minItems = 0, maxItems = 5 }) =>
    fc.array(fitting(items), { minLength: minItems, maxLength: Math.min(maxItems, minItems + 5) }),
  object: ({ properties = {} }) =>
    fc.record(Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, fitting(schema)])), {
      requiredKeys: [],
    }),
};

function fittingText({ pattern, format, minLength = 0, maxLength = 60 }: ValueSchema): fc.Arbitrary<string> {
  if (pattern !== undefined) return textMatching(pattern);
  if (format === 'email') return fc.emailAddress();
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (format === 'uri') return fc.webUrl();
  const most = Math.max(minLength, Math.min(maxLength, minLength + 40));
  return fc.oneof(
    fc.string({ unit: 'grapheme', minLength, maxLength: most }),
    fc.string({ minLength, maxLength: most }),
    fc.constantFrom('13800000001', '13900000002', 'somebody@example.com', 'owner', '123456', 'pt_key=a;pt_pin=jd_1;'),
  );
}

const matching = new Map<string, fc.Arbitrary<string>>();

/** A class of characters such as `\P{C}` is worked out for a third of a second. */
function textMatching(pattern: string): fc.Arbitrary<string> {
  const known = matching.get(pattern) ?? fc.stringMatching(new RegExp(pattern, 'u'));
  matching.set(pattern, known);
  return known;
}

/**
 * A value for a field: most often one that its schema takes, or one of those that mean something to this server at this
 * moment; else anything.
 */
export function valueFor(schema: ValueSchema, known: readonly unknown[]): fc.Arbitrary<unknown> {
  const meaningful = fc.nat().map((index) => (known.length === 0 ? 1 : known[index % known.length]));
  return fc.oneof(
    { weight: 12, arbitrary: fitting(schema) },
    { weight: 3, arbitrary: meaningful },
    { weight: 4, arbitrary: hostile },
  );
}
