/** A JSON value that differs from another one in one place. */
export interface Mutant {
  /** Which member, with `[]` for the items of lists, and what became of it: `data.rows[].id null`. */
  what: string;
  value: unknown;
}

/** Every way in which one member is left out, null or of another type, and in which an object has one more. */
export function* mutantsOf(value: unknown, path = ''): Generator<Mutant> {
  for (const [what, other] of replacementsOf(value)) yield { what: `${path} ${what}`, value: other };
  if (Array.isArray(value)) {
    if (value.length > 0) yield* within(value, 0, `${path}[]`);
  } else if (typeof value === 'object' && value !== null) {
    yield { what: `${path} more`, value: { ...value, unheardOf: 1 } };
    for (const name of Object.keys(value)) {
      const member = path === '' ? name : `${path}.${name}`;
      const { [name]: _left, ...rest } = value as Record<string, unknown>;
      yield { what: `${member} dropped`, value: rest };
      yield* within(value as Record<string, unknown>, name, member);
    }
  }
}

function* within<Whole extends object>(whole: Whole, name: keyof Whole, path: string): Generator<Mutant> {
  for (const { what, value } of mutantsOf(whole[name], path)) {
    yield { what, value: Array.isArray(whole) ? whole.with(Number(name), value) : { ...whole, [name]: value } };
  }
}

function replacementsOf(value: unknown): Array<[what: string, value: unknown]> {
  const others: Array<[string, unknown]> = [
    ['null', null],
    ['text', typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'a text'],
    ['number', 7.5],
    ['boolean', true],
    ['list', [1]],
    ['object', { a: 1 }],
  ];
  return others.filter(([what]) => what !== typeOf(value));
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'string' ? 'text' : typeof value;
}
