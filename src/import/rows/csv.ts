import type { Readable } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import { StartError } from '../../start/start-error.ts';
import type { SourceRow, SourceRows } from './source-row.ts';

const longestRowBytes = 1024 * 1024;
/** What went wrong with a row whose end nobody knows. */
const endless = new Set(['CSV_MAX_RECORD_SIZE', 'CSV_QUOTE_NOT_CLOSED']);
const strayQuote = 'a quote stands in a field that does not begin with one';
const separators = [',', ';', '\t', '|'];

/** How a text is read. */
interface CsvOptions {
  /** Undefined: whichever the first line has. */
  separator?: string;
  /** What stands for nothing, where no quotes are around it. */
  nothing?: readonly string[];
  share: () => number | undefined;
}

/**
 * Rows of comma-separated text whose first line names the columns. Rows that have more or fewer fields, or quotes where
 * none can be, are told as unreadable; throws StartError where the text as a whole cannot be.
 */
export function readCsv(text: Readable, options: CsvOptions): SourceRows {
  return {
    share: options.share,
    async *[Symbol.asyncIterator]() {
      const skipped: SourceRow[] = [];
      const lines = createLineCount();
      const { nothing = [] } = options;
      const parser = parse({
        bom: true,
        cast: (text, { quoting }) => (!quoting && nothing.includes(text) ? '' : text),
        relax_column_count: true,
        skip_empty_lines: true,
        skip_records_with_error: true,
        on_skip(error) {
          if ((error?.code as string) !== 'INVALID_OPENING_QUOTE') throw error;
          const line = lines.skip(error?.message);
          // Told once, however many there are in the row.
          if (skipped.at(-1)?.line !== line) skipped.push({ line, values: undefined, problem: strayQuote });
          return undefined;
        },
        // The line goes along as one more field.
        on_record(record, info) {
          record.push(String(lines.beginOf(record, info.lines)));
          return record;
        },
        max_record_size: longestRowBytes,
        delimiter: options.separator ?? findSeparator(await peekLine(text)),
      });
      text.on('error', (error) => parser.destroy(error));
      text.pipe(parser);
      let columns: string[] | undefined;
      try {
        for await (const record of parser as AsyncIterable<string[]>) {
          const line = Number(record.pop());
          yield* skipped.splice(0);
          if (columns) yield toRow(columns, record, line);
          else columns = readHeader(record);
        }
        yield* skipped.splice(0);
      } catch (error) {
        throw explain(error, lines);
      } finally {
        text.destroy();
      }
    },
  };
}

type LineCount = ReturnType<typeof createLineCount>;

/** Where rows begin, as an editor counts lines: the parser counts those that end in CR and LF twice inside quotes. */
function createLineCount() {
  let [ended, twice] = [0, 0];
  const at = (message: string): number => Number(/at line (\d+)/.exec(message)?.[1]) - twice;
  return {
    /** Of a row that ends at this line of the parser's. */
    beginOf(record: readonly string[], parsed: number): number {
      const text = parsed > ended + twice + 1 ? record.join() : '';
      const pairs = text.split('\r\n').length - 1;
      twice += pairs;
      ended = parsed - twice;
      return ended - (text.split(/[\r\n]/).length - 1 - pairs);
    },
    at,
    skip(message = ''): number {
      ended = at(message);
      return ended;
    },
    next: (): number => ended + 1,
  };
}

/** The beginning of a text up to the end of its first line, which stays to be read. */
async function peekLine(text: Readable): Promise<string> {
  let beginning = '';
  for await (const chunk of text.iterator({ destroyOnReturn: false })) {
    beginning += chunk;
    if (beginning.includes('\n') || beginning.length > longestRowBytes) break;
  }
  if (!text.readableEnded) text.unshift(beginning, 'utf8');
  return beginning.split('\n', 1)[0] ?? '';
}

/** What a nickname has in a later line divides nothing. */
function findSeparator(header: string): string {
  const unquoted = header.replaceAll(/"[^"]*"/g, '');
  return separators.find((each) => unquoted.includes(each)) ?? ',';
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

function explain(error: unknown, lines: LineCount): unknown {
  const { code, message } = error as CsvError;
  if (endless.has(code))
    return new StartError(`the row that begins at line ${lines.next()} does not end: is a quote missing?`);
  if (code !== 'CSV_INVALID_CLOSING_QUOTE') return error;
  return new StartError(
    `line ${lines.at(message)}: a field goes on behind its quote; inside quotes one is written twice`,
  );
}
