import type { ServerResponse } from 'node:http';

/** A refusal as S3 words it. */
export class S3Error extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** An answer in XML, its values escaped; `undefined` leaves a value out. */
export function writeXml(response: ServerResponse, root: string, values: XmlValues, status = 200): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<${root}>${toXml(values)}</${root}>`;
  response.writeHead(status, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(body) });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** Values by the names of their elements; a list repeats its element. */
export interface XmlValues {
  [name: string]: string | number | boolean | undefined | XmlValues[];
}

export function writeError(response: ServerResponse, { status, code, message }: S3Error): void {
  writeXml(response, 'Error', { Code: code, Message: message, RequestId: 'DOUBLE0000000001' }, status);
}

function toXml(values: XmlValues): string {
  let xml = '';
  for (const [name, value] of Object.entries(values)) {
    if (Array.isArray(value)) for (const each of value) xml += `<${name}>${toXml(each)}</${name}>`;
    else if (value !== undefined) xml += `<${name}>${escapeXml(String(value))}</${name}>`;
  }
  return xml;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => entities[sign] as string);
}

/** What stands in the elements of that name. */
export function readElements(xml: string, name: string): string[] {
  const found = xml.matchAll(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`, 'g'));
  return [...found].map(([, text = '']) => text.replace(/&(amp|lt|gt|quot);/g, (entity) => unescapeXml(entity)));
}

function unescapeXml(entity: string): string {
  return Object.keys(entities).find((sign) => entities[sign] === entity) ?? entity;
}
