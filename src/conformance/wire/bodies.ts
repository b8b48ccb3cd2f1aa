/** What a client sends, before it is encoded. */
export type Fields = Record<string, unknown>;

/** A file of a multipart form. */
export interface FormFile {
  name: string;
  fileName: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** An encoded body and the header that tells its encoding. */
export interface Body {
  type: string;
  bytes: Uint8Array;
}

/** A way in which real clients send a body (R4). */
export interface Encoding {
  name: 'JSON' | 'form' | 'multipart';
  encode(fields: Fields): Promise<Body>;
}

/** A body of any bytes and content type. */
export function raw(type: string, text: string): Body {
  return { type, bytes: Buffer.from(text) };
}

/** `application/json`. */
export function json(fields: unknown): Body {
  return raw('application/json', JSON.stringify(fields));
}

/** `application/x-www-form-urlencoded`, every value as text. */
export function form(fields: Fields): Body {
  return raw('application/x-www-form-urlencoded', query(fields));
}

/** `multipart/form-data`, every value as text, the files last. */
export async function multipart(fields: Fields, files: readonly FormFile[] = []): Promise<Body> {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, asText(value));
  for (const { name, fileName, bytes } of files) data.append(name, new Blob([bytes]), fileName);
  const encoded = new Response(data);
  return {
    type: encoded.headers.get('content-type') ?? '',
    bytes: new Uint8Array(await encoded.arrayBuffer()),
  };
}

/** The three encodings of R4. */
export const encodings: readonly Encoding[] = [
  { name: 'JSON', encode: async (fields) => json(fields) },
  { name: 'form', encode: async (fields) => form(fields) },
  { name: 'multipart', encode: multipart },
];

/** A query, every value as text. */
export function query(fields: Fields): string {
  return new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, asText(value)])).toString();
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
