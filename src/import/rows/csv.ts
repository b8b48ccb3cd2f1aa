import type { Readable } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import { StartError } from '../../start/start-error.ts';
import type { SourceRow, SourceRows } from './source-row.ts';

const longestRowBytes = 1024 * 1024;
const separators = [',', ';', '\t', '|'];

/**
 * Rows of comma-separated text whose first line names the columns. Rows that have more or fewer fields are told as
 * unreadable; throws StartError where the text as a whole cannot be.
 */
export function readCsv(text: Readable, options: { separator?: string; share: () => number | undefined }): SourceRows {
  return {
    share: options.share,
    async *[Symbol.asyncIterator]() {
      const parser = parse({
        bom: true,
        info: true,
        relax_column_count: true,
        skip_empty_lines: true,
        max_record_size: longestRowBytes,
        delimiter: options.separator ?? separators,
      });
      text.on('error', (error) => parser.destroy(error));
      text.pipe(parser);
      let columns: string[] | undefined;
      let begins = 1;
      try {
        for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
          if (!columns) columns = readHeader(record);
          else yield toRow(columns, record, begins);
          begins = info.lines + 1;
        }
      } catch (error) {
        throw explain(error, begins);
      } finally {
        text.destroy();
      }
    },
  };
}

function readHeader(names: readonly string[]): string[] {
  const columns = names.map((name) => name.trim());
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) throw new StartError(`two columns are called ${JSON.stringify(twice)}`);
  return columns;
}

function toRow(columns: readonly string[], record: readonly string[], line: number): SourceRow {
  if (record.length !== columns.length) {
    const problem = `it has ${record.length} fields, and the header ${columns.length}`;
    return { line, values: undefined, problem };
  }
  return { line, values: Object.fromEntries(columns.map((name, index) => [name, record[index]])) };
}

function explain(error: unknown, begins: number): unknown {
  const { code, message } = error as CsvError;
  if (typeof code !== 'string' || !code.startsWith('CSV_')) return error;
  // The parser may be ahead of who reads its rows, and tells where it is itself.
  const line = Number(/at line (\d+)/.exec(message)?.[1] ?? begins);
  if (code === 'CSV_MAX_RECORD_SIZE' || code === 'CSV_QUOTE_NOT_CLOSED') {
    return new StartError(`the row that begins at line ${line} does not end: is a quote missing?`);
  }
  return new StartError(`line ${line} cannot be read: ${message}`);
}
