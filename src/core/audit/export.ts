import { csvMark, formatCsvLine } from '../csv.ts';
import type { AuditRow } from './chain.ts';
import { readDetails } from './details.ts';

/** How entries are written into a file: a table for spreadsheets, or one JSON object a line. */
export type AuditFormat = 'csv' | 'jsonl';

const columns = ['id', 'at', 'actor', 'action', 'target', 'contract', 'address', 'details', 'hash'] as const;

/** The file as text, a page at a time. */
export async function* writeAudit(pages: AsyncIterable<AuditRow[]>, format: AuditFormat): AsyncGenerator<string> {
  if (format === 'csv') yield csvMark + formatCsvLine(columns);
  const write = format === 'csv' ? writeCsv : writeJson;
  for await (const page of pages) yield page.map(write).join('');
}

const printed = (row: AuditRow) => ({ ...row, at: new Date(row.at).toISOString() });

function writeCsv(row: AuditRow): string {
  const entry = printed(row);
  return formatCsvLine(columns.map((column) => entry[column]));
}

function writeJson(row: AuditRow): string {
  const { id, at, actor, action, target, contract, address, details, hash } = printed(row);
  const entry = { id, at, actor, action, target, contract, address, details: readDetails(details), hash };
  return `${JSON.stringify(entry)}\n`;
}
