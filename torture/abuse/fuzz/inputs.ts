import fc from 'fast-check';
import type { Fields } from '../../../test/support/encodings.ts';
import { bmpHeader, jpgHeader, pngHeader } from '../../../test/support/pictures.ts';
import type { Encoding } from './encode.ts';
import type { FuzzedRoute, ValueSchema } from './routes.ts';
import { hostile, valueFor } from './values.ts';

/** What is done to a body's bytes after they were written. */
export type Damage =
  | 'none'
  | 'cut'
  | 'flipped'
  | 'repeated-name'
  | 'prototype'
  | 'deep'
  | 'marked'
  | 'wrong-type'
  | 'compressed';

/** One request before it is written. */
export interface FuzzInput {
  route: FuzzedRoute;
  method: string;
  params: Fields;
  query: Fields;
  body: Fields | undefined;
  encoding: Encoding;
  damage: Damage;
  /** Which of the credentials at hand, 0: none, 1: a wrong one. */
  credential: number;
  isSigned: boolean;
  wantsPage: boolean;
}

/** Values that mean something to the server at this moment, by the name of their field. */
export type Known = (field: string) => readonly unknown[];

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];
const picture = fc.constantFrom(
  pngHeader(64, 64),
  jpgHeader(8, 8),
  bmpHeader(8, 8),
  pngHeader(2 ** 31 - 1, 2 ** 31 - 1),
);
const file: fc.Arbitrary<unknown> = fc.oneof(
  picture,
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.constant(Buffer.alloc(40_000, 1)),
);

/**
 * Requests to some of a target's routes, made of the schemas that they register. A route that judges its body or query
 * itself gets the fields that its siblings know.
 */
export function inputsTo(routes: readonly FuzzedRoute[], known: Known): fc.Arbitrary<FuzzInput> {
  const siblings = Object.assign({}, ...routes.map(({ body, query }) => ({ ...body, ...query }))) as Record<
    string,
    ValueSchema
  >;
  return fc.oneof(...routes.map((route) => inputTo(route, siblings, known)));
}

function inputTo(route: FuzzedRoute, siblings: Record<string, ValueSchema>, known: Known): fc.Arbitrary<FuzzInput> {
  const orSiblings = (own: Record<string, ValueSchema>) => (Object.keys(own).length > 0 ? own : siblings);
  const body = fieldsFor(orSiblings(route.body), known, route.files);
  const query = fieldsFor(orSiblings(route.query), known);
  const takesBody = /^(POST|PUT|PATCH|DELETE)$/.test(route.method);
  const names = [...route.url.matchAll(/:(\w+)|\*/g)].map(([, name = '*']) => name);
  const params = Object.fromEntries(
    names.map((name) => [name, valueFor(route.params[name] ?? { type: 'string' }, known(name))]),
  );
  return fc.record({
    route: fc.constant(route),
    method: oneIn(60, fc.constantFrom(...methods), fc.constant(route.method)),
    params: fc.record(params) as fc.Arbitrary<Fields>,
    query: oneIn(takesBody ? 12 : 1, query, fc.constant({} as Fields)),
    body: takesBody ? oneIn(40, fc.constant(undefined), body) : oneIn(10, body, fc.constant(undefined)),
    // The operators' API takes JSON alone; that it refuses the others is soon seen.
    encoding: fc.constantFrom<Encoding>('json', 'json', ...(route.target === 'management' ? jsonOnly : formsToo)),
    damage: oneIn(8, damages, fc.constant<Damage>('none')),
    credential: fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 2, max: 1_000 }) },
      { weight: 1, arbitrary: fc.nat(1) },
    ),
    isSigned: oneIn(6, fc.constant(false), fc.constant(true)),
    wantsPage: oneIn(20, fc.constant(true), fc.constant(false)),
  });
}

const jsonOnly: readonly Encoding[] = Array.from({ length: 20 }, (_, index) => (index === 0 ? 'form' : 'json'));
const formsToo: readonly Encoding[] = ['form', 'multipart'];
const damages = fc.constantFrom<Damage>(
  'cut',
  'flipped',
  'repeated-name',
  'prototype',
  'deep',
  'marked',
  'wrong-type',
  'compressed',
);

/** Most fields at a time, and now and then what nobody asked for. */
function fieldsFor(
  schemas: Record<string, ValueSchema>,
  known: Known,
  files: readonly string[] = [],
): fc.Arbitrary<Fields> {
  const values = Object.entries(schemas).map(([name, schema]) => {
    const value = files.includes(name) ? oneIn(6, hostile, file) : valueFor(schema, known(name));
    return [name, fc.option(value, { freq: 9, nil: undefined })] as const;
  });
  const extra = oneIn(8, fc.dictionary(fc.string({ maxLength: 12 }), hostile, { maxKeys: 3 }), fc.constant({}));
  return fc.tuple(fc.record(Object.fromEntries(values)), extra).map(([fields, more]) => {
    const given = Object.entries(fields).filter(([, value]) => value !== undefined);
    return { ...more, ...Object.fromEntries(given) };
  });
}

function oneIn<Rare, Usual>(
  many: number,
  rare: fc.Arbitrary<Rare>,
  usual: fc.Arbitrary<Usual>,
): fc.Arbitrary<Rare | Usual> {
  return fc.oneof({ weight: 1, arbitrary: rare }, { weight: many - 1, arbitrary: usual });
}
