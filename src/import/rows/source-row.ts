/** One account as a former back end keeps it, or why its row cannot be read. */
export interface SourceRow {
  /** Where it begins in a file, or which one it is in a query's answer; from 1. */
  line: number;
  /** By the names of its columns; undefined where the row cannot be read. */
  values: Readonly<Record<string, unknown>> | undefined;
  problem?: string;
}

/** Rows, one after another, and how far they are read. */
export interface SourceRows extends AsyncIterable<SourceRow> {
  /** The share that was read, 0 to 1; undefined where nobody knows how much there is. */
  share(): number | undefined;
}

const printable = /^[\x20-\x7e]*$/;

/**
 * The value of a column as text; empty where there is none. Dots lead into nested documents; bytes that are no text are
 * hexadecimal.
 */
export function textOf(values: Readonly<Record<string, unknown>>, column: string): string {
  const value = Object.hasOwn(values, column) ? values[column] : findNested(values, column.split('.'));
  return write(value);
}

function findNested(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return value;
  const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isObject ? findNested((value as Record<string, unknown>)[name], rest) : undefined;
}

function write(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if (value instanceof Uint8Array) return writeBytes(Buffer.from(value));
  if (typeof value === 'object') return writeScalar(value as Record<string, unknown>) ?? JSON.stringify(value);
  return String(value);
}

/** Single values that MongoDB writes as documents: its drivers' own kinds, and the extended JSON of `mongoexport`. */
function writeScalar(value: Record<string, unknown>): string | undefined {
  if ('_bsontype' in value) return String(value);
  const [[kind, inner] = ['', undefined], ...others] = Object.entries(value);
  if (others.length > 0) return undefined;
  if (kind === '$date') return typeof inner === 'string' ? inner : write(new Date(Number(write(inner))));
  if (kind === '$binary') return writeBytes(Buffer.from(textOf({ inner }, 'inner.base64'), 'base64'));
  return plainKinds.has(kind) ? write(inner) : undefined;
}

const plainKinds = new Set(['$oid', '$numberInt', '$numberLong', '$numberDouble', '$numberDecimal', '$uuid']);

function writeBytes(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  return printable.test(text) ? text : bytes.toString('hex');
}
