import type { Fields } from '../../../test/support/encodings.ts';

/** The three ways in which real clients send a body (R4). */
export type Encoding = 'json' | 'form' | 'multipart';

/** A body and what it says it is. */
export interface EncodedBody {
  type: string;
  bytes: Buffer;
}

const boundary = 'portico-torture';

/** What of the fields arrives: forms carry text alone. Signatures are made of that. */
export function asTexts(fields: Fields): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, textOf(value)]));
}

/** Writes a body; a field whose value is bytes is a file, which multipart alone can carry. */
export function encode(fields: Fields, encoding: Encoding): EncodedBody {
  if (encoding === 'json') return { type: 'application/json', bytes: Buffer.from(JSON.stringify(fields)) };
  if (encoding === 'form') {
    return { type: 'application/x-www-form-urlencoded', bytes: Buffer.from(writeQuery(fields)) };
  }
  const parts = Object.entries(fields).map(([name, value]) => writePart(name, value));
  const bytes = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
  return { type: `multipart/form-data; boundary=${boundary}`, bytes };
}

/** As a query: every value as text. */
export function writeQuery(fields: Fields): string {
  return new URLSearchParams(asTexts(fields)).toString();
}

function writePart(name: string, value: unknown): Buffer {
  // As browsers write them.
  const quoted = name.toWellFormed().replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const isFile = Buffer.isBuffer(value);
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted}"${isFile ? '; filename="me.png"' : ''}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), isFile ? value : Buffer.from(textOf(value)), Buffer.from('\r\n')]);
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value.toWellFormed();
  if (Buffer.isBuffer(value)) return value.toString('latin1');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
