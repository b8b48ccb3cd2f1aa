import type { Cell, Row } from './table-shapes.ts';

const special = /[\\\b\f\n\r\t\v]/g;
const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** Rows as PostgreSQL's COPY reads them in its text format: exactly the values that they have. */
export function toCopyText(rows: readonly Row[]): string {
  return rows.map((row) => `${row.map(toField).join('\t')}\n`).join('');
}

function toField(cell: Cell): string {
  if (cell === null) return '\\N';
  if (typeof cell === 'number') return String(cell);
  return cell.replace(special, (character) => escapes[character] as string);
}
