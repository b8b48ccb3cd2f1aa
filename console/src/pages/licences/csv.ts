/** Saves rows as a file that spreadsheets open: UTF-8 with its mark, lines of quoted cells (RFC 4180). */
export function saveCsv(fileName: string, rows: ReadonlyArray<readonly string[]>): void {
  const text = rows.map((row) => `${row.map(quote).join(',')}\r\n`).join('');
  const url = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}

/** A cell that a spreadsheet would compute is shown as the text that it is. */
function quote(cell: string): string {
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return `"${text.replaceAll('"', '""')}"`;
}
