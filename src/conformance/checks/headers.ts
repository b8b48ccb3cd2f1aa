import type { Answer } from '../wire/answer.ts';
import type { Difference } from './difference.ts';

/** By name in lower case: the very text, a pattern of it, or null where it must not be there. */
export type HeaderRules = Readonly<Record<string, string | RegExp | null>>;

/** What every answer carries (R5, R11). */
const always: HeaderRules = {
  'x-request-id': /^[\w.:-]{1,200}$/,
  'access-control-allow-origin': /^(\*|https:\/\/client\.example)$/,
  'access-control-expose-headers': /(?=.*x-request-id)(?=.*x-captcha-id)/i,
};
const jsonType = /^application\/json(; ?charset=utf-8)?$/i;

/** Every difference in the headers of an answer. */
export function checkHeaders(answer: Answer, isJson: boolean, rules: HeaderRules): Difference[] {
  const all: HeaderRules = { ...always, ...(isJson && { 'content-type': jsonType }), ...rules };
  return Object.entries(all).flatMap(([name, rule]) => checkHeader(answer, name, rule));
}

function checkHeader({ headers }: Answer, name: string, rule: string | RegExp | null): Difference[] {
  const value = headers[name];
  const found = Array.isArray(value) ? value.join('\n') : value;
  if (keeps(rule, found)) return [];
  const expected = rule === null ? 'no such header' : typeof rule === 'string' ? rule : `like ${rule.source}`;
  const isSecret = name === 'set-cookie' && found !== undefined;
  const shown = isSecret ? found.replace(/=[^;]*/, '=…') : (found ?? 'nothing');
  return [{ where: `header.${name}`, kind: 'header', expected, found: shown }];
}

function keeps(rule: string | RegExp | null, found: string | undefined): boolean {
  if (rule === null || found === undefined) return rule === null && found === undefined;
  return typeof rule === 'string' ? found === rule : rule.test(found);
}
