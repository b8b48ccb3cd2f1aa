/**
 * What kind of difference: a field is not there, of another type or value; another HTTP status, another code in the body;
 * a header; no envelope of the contract; a field that the contract does not know; its fields in another order.
 */
export type DifferenceKind =
  | 'missing'
  | 'type'
  | 'value'
  | 'status'
  | 'code'
  | 'header'
  | 'envelope'
  | 'extra'
  | 'order';

/** One difference between what a contract promises and what a server answered. */
export interface Difference {
  /** `status`, `header.<name>`, `body.<path>`, or `answer` where none came. */
  where: string;
  kind: DifferenceKind;
  expected: string;
  found: string;
}

const longestShown = 120;
const secretName = /token|secret|passw|key|cookie/i;

/** A value for people, cut; a text in a field whose name says that it is secret shows its length alone. */
export function show(value: unknown, where = ''): string {
  if (value === undefined) return 'nothing';
  const name = where.split('.').at(-1) ?? '';
  if (typeof value === 'string' && value !== '' && secretName.test(name)) return `a text of ${value.length} characters`;
  const text = JSON.stringify(value, maskSecrets) ?? String(value);
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

function maskSecrets(name: string, value: unknown): unknown {
  return typeof value === 'string' && value !== '' && secretName.test(name) ? '…' : value;
}

/** `null`, `a list` and JavaScript's names of types. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  return typeof value;
}
