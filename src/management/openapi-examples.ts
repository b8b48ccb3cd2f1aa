/** What an example is made of: the part of JSON Schema that our schemas use. */
export interface ExampleSchema {
  type?: string | undefined;
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly ExampleSchema[];
  properties?: Readonly<Record<string, ExampleSchema>>;
  required?: readonly string[];
  items?: ExampleSchema;
  minItems?: number;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
}

/** What members of these names hold; where their schema has it otherwise, what fits it. */
const usual: Readonly<Record<string, string | number | readonly [number, string]>> = {
  accountId: 7,
  actor: 'account:1',
  avatar: '',
  birthday: '1990-01-31',
  body: 'The service pauses at 23:00 for an hour.',
  contactPhone: '13800138000',
  content: 'A text of one line or more.',
  currentPassword: 'what it was before',
  days: 365,
  displayName: 'Xiaoming',
  email: 'xiaoming@example.com',
  file: 'what the file holds',
  from: 'Billing',
  handle: 'xiaoming',
  identifier: 'owner',
  name: 'A name',
  newPassword: 'four words nobody guesses',
  number: 'LIC-2026-0001',
  password: 'four words nobody guesses',
  path: '/dist/setup-1.2.0.exe',
  phone: '+8613800138000',
  pin: 'jd_1',
  position: 'Engineer',
  realName: 'Wang Xiaoming',
  revision: 1795680000000,
  'server.publicUrl': 'https://accounts.example.com',
  sha256: 'b53a55383d2f1f040ab010606d7911907f1a17f979f1d475fb4ac226243135e5',
  sizeBytes: 1048576,
  target: 'account:7',
  timeZone: 'Asia/Shanghai',
  title: 'A title',
  to: 'Payments',
  token: 'what-the-link-ends-with',
  userAgent: 'ExampleApp/1.2.0',
  version: [1795680000000, '1.2.0'],
};

const texts = [
  'text',
  '2026-11-20T08:00:00.000Z',
  '1.2.0',
  '10',
  'https://accounts.example.com/',
  '1990-01-31',
  'b53a55383d2f1f040ab010606d7911907f1a17f979f',
];

/**
 * A value that a schema takes. Of an object it has every member, or with `least` those that are required, and one where
 * none is: what a caller must send rather than what could be sent.
 */
export function exampleOf(schema: ExampleSchema, extent: 'whole' | 'least', name = ''): unknown {
  if ('const' in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf?.[0]) return exampleOf(schema.anyOf[0], extent, name);
  switch (schema.type) {
    case 'object':
      return objectOf(schema, extent);
    case 'array':
      return schema.items ? Array(Math.max(1, schema.minItems ?? 0)).fill(exampleOf(schema.items, extent, name)) : [];
    case 'integer':
    case 'number':
      return numberOf(schema, name);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return textOf(schema, name);
  }
}

function objectOf({ properties = {}, required = [] }: ExampleSchema, extent: 'whole' | 'least'): object {
  const members = Object.entries(properties);
  const needed = members.filter(([name]) => required.includes(name));
  const known = members.filter(([name]) => name in usual);
  const least = needed.length > 0 ? needed : [...known, ...members].slice(0, 1);
  const chosen = extent === 'whole' ? members : least;
  return Object.fromEntries(chosen.map(([name, member]) => [name, exampleOf(member, extent, name)]));
}

function numberOf({ minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: ExampleSchema, name: string): number {
  return [usual[name] ?? [], 1, minimum]
    .flat()
    .find((value): value is number => typeof value === 'number' && value >= minimum && value <= maximum) as number;
}

function textOf({ pattern, minLength = 0, maxLength = Number.MAX_SAFE_INTEGER }: ExampleSchema, name: string): string {
  const rule = new RegExp(pattern ?? '', 'u');
  const found = [usual[name] ?? [], texts]
    .flat(2)
    .find(
      (value): value is string =>
        typeof value === 'string' && value.length >= minLength && value.length <= maxLength && rule.test(value),
    );
  if (found === undefined) throw new Error(`no example of ${name} fits ${pattern}`);
  return found;
}
