/** The top-level fields of a body; empty where there are none, or it cannot be read. */
export type BodyFields = Readonly<Record<string, unknown>>;

const none: BodyFields = {};

/** Reads the fields of a JSON object, a form or the text parts of a multipart body (R4). */
export function readBodyFields(body: Buffer | undefined, contentType = ''): BodyFields {
  if (!body || body.length === 0) return none;
  const text = body.toString('utf8');
  if (/^multipart\/form-data/i.test(contentType)) return readMultipart(text, contentType);
  if (/^application\/x-www-form-urlencoded/i.test(contentType)) return Object.fromEntries(new URLSearchParams(text));
  const value = parseJson(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as BodyFields) : none;
}

/** What a text says in JSON; undefined where it is none, whatever its content type says. */
export function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Enough for what is looked for: short texts by their names. Files are passed over. */
function readMultipart(text: string, contentType: string): BodyFields {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  const fields: Record<string, string> = {};
  if (boundary === undefined) return fields;
  for (const part of text.split(`--${boundary}`)) {
    const headEnd = part.indexOf('\r\n\r\n');
    const head = part.slice(0, Math.max(0, headEnd));
    const name = /[; ]name="([^"]*)"/i.exec(head)?.[1];
    if (name !== undefined && !/filename/i.test(head)) fields[name] = part.slice(headEnd + 4).replace(/\r\n$/, '');
  }
  return fields;
}
