// The first that fits.
const shapes: ReadonlyArray<readonly [name: string, pattern: RegExp]> = [
  ['empty text', /^$/],
  ['YYYY-MM-DD HH:mm:ss', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/],
  ['YYYY-MM-DD HH:mm', /^\d{4}-\d\d-\d\d \d\d:\d\d$/],
  ['YYYY-MM-DD', /^\d{4}-\d\d-\d\d$/],
  ['ISO 8601 time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/],
  ['Bearer JWT', /^Bearer [\w-]+\.[\w-]+\.[\w-]+$/],
  ['JWT', /^[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}$/],
  ['data URL', /^data:[\w/+.-]+;base64,/],
  ['address', /^https?:\/\//],
  ['digits', /^\d+$/],
];

/** What kind of value one is, where the value itself must differ: its type, and of a text its form. */
export function shapeOf(value: unknown): string {
  if (typeof value !== 'string') return typeOf(value);
  return shapes.find(([, pattern]) => pattern.test(value))?.[0] ?? 'text';
}

/** The JSON type of a value. */
export function typeOf(value: unknown): 'null' | 'array' | 'object' | 'text' | 'number' | 'boolean' {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' || typeof value === 'boolean' ? (typeof value as 'number' | 'boolean') : 'object';
}
