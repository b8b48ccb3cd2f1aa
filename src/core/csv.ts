/** Goes before the first line, so that spreadsheets read Chinese as what it is. */
export const csvMark = '\ufeff';

/** One line of a CSV file (RFC 4180), with its line end; null is an empty cell. No cell is taken for a formula by a spreadsheet. */
export function formatCsvLine(cells: ReadonlyArray<string | number | null>): string {
  return `${cells.map(formatCell).join(',')}\r\n`;
}

function formatCell(cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
