import type { IncomingHttpHeaders } from 'node:http';

/** What was asked, as a report names it. */
export interface Asked {
  method: string;
  /** With its query, as it was sent. */
  path: string;
}

/** What a server answered. */
export interface Answer {
  asked: Asked;
  status: number;
  /** Names in lower case. */
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  text: string;
  /** The body as JSON; undefined where it is none. */
  json: unknown;
}

/** The value at a dotted path of the body, such as `data.token`; undefined where there is none. */
export function valueAt(answer: Answer, path: string): unknown {
  let value: unknown = answer.json;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** The same where it is a text, else ''. */
export function textAt(answer: Answer, path: string): string {
  const value = valueAt(answer, path);
  return typeof value === 'string' ? value : '';
}

/** The same where it is a list, else an empty one. */
export function rowsAt(answer: Answer, path: string): Array<Record<string, unknown>> {
  const value = valueAt(answer, path);
  return Array.isArray(value) ? value.filter((row) => typeof row === 'object' && row !== null) : [];
}

/** The same where it is a number, else NaN. */
export function numberAt(answer: Answer, path: string): number {
  const value = valueAt(answer, path);
  return typeof value === 'number' ? value : Number.NaN;
}
