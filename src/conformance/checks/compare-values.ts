import { type Difference, show, typeOf } from './difference.ts';

/**
 * Every leaf of `expected` that `found` has otherwise; fields that `expected` does not name are not looked at, lists are
 * compared item by item, a pattern stands for every text that it fits.
 */
export function compareValues(expected: unknown, found: unknown, where: string): Difference[] {
  if (Array.isArray(expected) && Array.isArray(found) && expected.length === found.length) {
    return expected.flatMap((item, index) => compareValues(item, found[index], `${where}.${index}`));
  }
  if (isObject(expected) && isObject(found)) {
    return Object.entries(expected).flatMap(([name, value]) => compareValues(value, found[name], `${where}.${name}`));
  }
  if (expected instanceof RegExp) return compareText(expected, found, where);
  if (Object.is(expected, found)) return [];
  const kind = found === undefined ? 'missing' : typeOf(found) === typeOf(expected) ? 'value' : 'type';
  return [{ where, kind, expected: show(expected, where), found: show(found, where) }];
}

function compareText(pattern: RegExp, found: unknown, where: string): Difference[] {
  if (typeof found === 'string' && pattern.test(found)) return [];
  const kind = found === undefined ? 'missing' : typeof found === 'string' ? 'value' : 'type';
  return [{ where, kind, expected: `a text like ${pattern.source}`, found: show(found, where) }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof RegExp);
}
