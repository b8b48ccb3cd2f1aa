import { parseJson } from './body-fields.ts';
import { compareJson, type Difference } from './compare-json.ts';
import type { FieldRules } from './field-rules.ts';
import type { KeptBody } from './kept-body.ts';
import type { SeenAnswer } from './seen-answer.ts';

// What clients go by. Others (dates, ETags, the server's name) differ and mean nothing.
const comparedHeaders = [
  'content-type',
  'content-disposition',
  'content-range',
  'location',
  'access-control-allow-origin',
  'access-control-allow-credentials',
];

/** Compares two answers to the same request. */
export function compareAnswers(old: SeenAnswer, ours: SeenAnswer, rules: FieldRules): Difference[] {
  const found: Difference[] = [];
  if (old.status !== ours.status) found.push({ field: 'status', kind: 'value', old: old.status, new: ours.status });
  for (const name of comparedHeaders) found.push(...compareHeader(name, old, ours));
  found.push(...compareBodies(old, ours, rules));
  return found.filter(({ field }) => !rules.isIgnored(field));
}

function compareHeader(name: string, { headers: olds }: SeenAnswer, { headers: news }: SeenAnswer): Difference[] {
  const [before, after] = [olds[name] as string | undefined, news[name] as string | undefined];
  if (plain(before) === plain(after)) return [];
  const kind = after === undefined ? 'missing' : before === undefined ? 'extra' : 'value';
  return [{ field: `header ${name}`, kind, old: before, new: after }];
}

/** `application/json;charset=UTF-8` says the same as `application/json; charset=utf-8`, and a name is told twice for old browsers (RFC 6266). */
function plain(value: string | undefined): string | undefined {
  return value
    ?.toLowerCase()
    .replace(/\s*([;,=])\s*/g, '$1')
    .replace(/;filename\*=[^;]*/, '');
}

/** Whether there is JSON that was not kept, so that its fields cannot be compared: hashes of it differ with every time and id. */
export function lacksFields(old: SeenAnswer, ours: SeenAnswer): boolean {
  const isJson = [old, ours].some(({ headers }) => headers['content-type']?.includes('json'));
  return isJson && [old, ours].some(({ body }) => body.bytes === undefined);
}

function compareBodies(old: SeenAnswer, ours: SeenAnswer, rules: FieldRules): Difference[] {
  if (lacksFields(old, ours)) return [];
  const [before, after] = [jsonOf(old.body), jsonOf(ours.body)];
  if (before !== undefined && after !== undefined) return compareJson(before, after, rules);
  if (before !== undefined || after !== undefined) {
    return [{ field: 'body', kind: 'type', old: describe(old.body, before), new: describe(ours.body, after) }];
  }
  // Pictures are drawn anew for each request.
  const isPicture = [old, ours].every(({ headers }) => headers['content-type']?.startsWith('image/'));
  if (isPicture || old.body.sha256 === ours.body.sha256) return [];
  return [{ field: 'body', kind: 'value', old: describe(old.body), new: describe(ours.body) }];
}

function jsonOf({ bytes }: KeptBody): unknown {
  return bytes && parseJson(bytes.toString('utf8'));
}

/** Never the content of what is no JSON: nobody could say which part of it is a secret. */
function describe({ length, sha256 }: KeptBody, json?: unknown): string {
  return json === undefined ? `${length} bytes, sha256 ${sha256.slice(0, 12)}` : `JSON, ${length} bytes`;
}
