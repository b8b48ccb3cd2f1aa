import type { call } from './portico.ts';

/** What a client sends, before it is encoded. */
export type Fields = Record<string, unknown>;

type Body = NonNullable<Parameters<typeof call>[2]>;

/** `application/x-www-form-urlencoded`, every value as text. */
export function toQuery(fields: Fields): URLSearchParams {
  return new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}

/** `multipart/form-data`, every value as text. */
export function toMultipart(fields: Fields): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
  return form;
}

/** The three ways in which real clients send a body (R4). */
export const encodings: ReadonlyArray<(fields: Fields) => Body> = [(fields) => fields, toQuery, toMultipart];
