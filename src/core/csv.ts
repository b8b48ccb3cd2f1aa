/** Goes before the first line, so that spreadsheets read Chinese as what it is. */
export const csvMark = '\ufeff';

/** One line of a CSV file (RFC 4180), with its line end; null is an empty cell. No cell is taken for a formula by a spreadsheet. */
export function formatCsvLine(cells: ReadonlyArray<string | number | null>): string {
  return `${cells.map(formatCell).join(',')}\r\n`;
}

/**
 * A sign that begins a formula, the full-width ones too, also behind what spreadsheets pass over: blanks and characters
 * that take no room.
 */
const formula = /^[\s\p{Z}\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r]/u;

/** A phone computes nothing, and a quote before it would be a wrong number to every program but a spreadsheet. */
const phone = /^\+\d{5,15}$/;

function formatCell(cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = formula.test(cell) && !phone.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
