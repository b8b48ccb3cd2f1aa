import type { Readable } from 'node:stream';
import { StartError } from '../../start/start-error.ts';
import type { SourceRow, SourceRows } from './source-row.ts';

const longestLine = 1024 * 1024;
const problem = 'it is no JSON object on one line (jq -c ".[]" makes such lines of an array)';

/** Rows of text that has one JSON object a line. Lines that hold something else are told as unreadable. */
export function readNdjson(text: Readable, { share }: { share: () => number | undefined }): SourceRows {
  return {
    share,
    async *[Symbol.asyncIterator]() {
      let line = 0;
      try {
        for await (const content of readLines(text)) {
          line += 1;
          if (content.trim() !== '') yield toRow(content, line);
        }
      } finally {
        text.destroy();
      }
    },
  };
}

async function* readLines(text: Readable): AsyncGenerator<string> {
  let rest = '';
  let line = 1;
  for await (const chunk of text as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    line += lines.length;
    if (rest.length > longestLine) throw new StartError(`line ${line} is longer than ${longestLine} characters`);
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function toRow(content: string, line: number): SourceRow {
  try {
    const values: unknown = parseExactly(content.replace(/^\uFEFF/, ''));
    if (typeof values === 'object' && values !== null && !Array.isArray(values)) {
      return { line, values: values as Record<string, unknown> };
    }
  } catch {
    // Told as what is no object.
  }
  return { line, values: undefined, problem };
}

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;

/** Numbers that would lose digits, such as ids of 19, stay as they are written. */
function parseExactly(json: string): unknown {
  if (!/\d{16}/.test(json)) return JSON.parse(json);
  const keep: Reviver = (_key, value, { source }) =>
    Number.isInteger(value) && !Number.isSafeInteger(value) ? source : value;
  return JSON.parse(json, keep as Parameters<typeof JSON.parse>[1]);
}
