import type { PassingAnswer, Plant } from './faulty-server.ts';

/** One way to get an answer wrong. */
export interface Mutation {
  name: string;
  change: Plant['change'];
}

/** Headers that contracts fix; dropped one by one where an answer has them. */
const contractHeaders = [
  'access-control-allow-origin',
  'access-control-expose-headers',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'x-request-id',
  'x-captcha-id',
  'set-cookie',
  'retry-after',
  'etag',
  'last-modified',
  'accept-ranges',
  'content-range',
  'content-disposition',
];

/** Every single field dropped or of another type, another status, another envelope, and each header of the contract. */
export function mutationsOf(answer: PassingAnswer): Mutation[] {
  return [...ofStatus(answer), ...ofHeaders(answer), ...ofBody(answer)];
}

function ofStatus({ status }: PassingAnswer): Mutation[] {
  const others = status === 200 ? [201, 500] : [200, 418];
  return others.map((other) => ({ name: `wrong status ${other}`, change: () => ({ status: other }) }));
}

function ofHeaders({ headers }: PassingAnswer): Mutation[] {
  const dropped = contractHeaders.filter((name) => headers[name] !== undefined);
  return [
    ...dropped.map((name) => ({ name: `wrong header: no ${name}`, change: without(name) })),
    ...(headers['content-type'] === undefined ? [] : [{ name: 'wrong header: text/html', change: html }]),
  ];
}

function without(name: string): Plant['change'] {
  return ({ headers }) => ({ headers: Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name)) });
}

const html: Plant['change'] = ({ headers }) => ({ headers: { ...headers, 'content-type': 'text/html' } });

function ofBody({ body }: PassingAnswer): Mutation[] {
  const json = parse(body);
  if (typeof json !== 'object' || json === null) return [];
  const paths = pathsIn(json, []);
  return [
    { name: 'wrong envelope: wrapped', change: rewrite((value) => ({ result: value })) },
    { name: 'wrong envelope: a list', change: rewrite((value) => [value]) },
    ...paths.map((path) => ({
      name: `dropped field ${path.join('.')}`,
      change: rewrite((value) => dropAt(value, path)),
    })),
    ...paths.map((path) => ({
      name: `wrong type ${path.join('.')}`,
      change: rewrite((value) => retypeAt(value, path)),
    })),
  ];
}

function rewrite(change: (json: unknown) => unknown): Plant['change'] {
  return ({ body }) => {
    const json = parse(body);
    return json === undefined ? {} : { body: Buffer.from(JSON.stringify(change(json))) };
  };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/** Every member; of a list its first item alone. */
function pathsIn(value: unknown, path: string[]): string[][] {
  if (Array.isArray(value)) return value.length > 0 ? pathsIn(value[0], [...path, '0']) : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [[...path, name], ...pathsIn(member, [...path, name])]);
}

function dropAt(value: unknown, [name = '', ...rest]: string[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (rest.length === 0) return Object.fromEntries(Object.entries(value).filter(([each]) => each !== name));
  return replaceAt(value, name, (member) => dropAt(member, rest));
}

function retypeAt(value: unknown, [name = '', ...rest]: string[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return replaceAt(value, name, (member) => (rest.length === 0 ? retype(member) : retypeAt(member, rest)));
}

function replaceAt(value: object, name: string, change: (member: unknown) => unknown): unknown {
  if (!(name in value)) return value;
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === name ? change(item) : item));
  return { ...value, [name]: change((value as Record<string, unknown>)[name]) };
}

function retype(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'string') return 7;
  if (value === null) return {};
  return Array.isArray(value) ? {} : [];
}
