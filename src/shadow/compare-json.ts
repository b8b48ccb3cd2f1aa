import type { FieldRules } from './field-rules.ts';
import { shapeOf, typeOf } from './shapes.ts';

/** How two answers differ in one place; `missing` is what the old server says and ours does not. */
export type DifferenceKind = 'missing' | 'extra' | 'type' | 'shape' | 'value' | 'no answer';

/** One place where they differ. Values are as they were: whoever keeps them masks them first. */
export interface Difference {
  /** `status`, `header content-type`, or a path in the body: `data.list[].id`. */
  field: string;
  kind: DifferenceKind;
  old: unknown;
  new: unknown;
}

// Nobody reads on, and a hostile body is not to fill the report.
const mostPerAnswer = 200;
const deepest = 64;
const longestName = 100;

/** Compares two JSON values field by field. Every element of a list stands for the same field. */
export function compareJson(old: unknown, ours: unknown, rules: FieldRules): Difference[] {
  const found = new Map<string, Difference>();
  compareAt('', old, ours, 0);
  return [...found.values()];

  function compareAt(field: string, before: unknown, after: unknown, depth: number): void {
    if (found.size >= mostPerAnswer || depth > deepest || rules.isIgnored(field)) return;
    const type = typeOf(before);
    if (type !== typeOf(after)) note(field, 'type', before, after);
    else if (type === 'array') compareLists(field, before as unknown[], after as unknown[], depth);
    else if (type === 'object') compareObjects(field, before as object, after as object, depth);
    else if (!rules.isVolatile(field)) {
      if (before !== after) note(field, 'value', before, after);
    } else if (shapeOf(before) !== shapeOf(after)) note(field, 'shape', before, after);
  }

  function compareObjects(field: string, before: object, after: object, depth: number): void {
    const [olds, news] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
    const place = (name: string): string => `${field === '' ? '' : `${field}.`}${name.slice(0, longestName)}`;
    for (const [name, value] of olds) {
      if (news.has(name)) compareAt(place(name), value, news.get(name), depth + 1);
      else note(place(name), 'missing', value, undefined);
    }
    for (const [name, value] of news) if (!olds.has(name)) note(place(name), 'extra', undefined, value);
  }

  function compareLists(field: string, before: unknown[], after: unknown[], depth: number): void {
    const shared = Math.min(before.length, after.length);
    for (let index = 0; index < shared; index += 1) compareAt(`${field}[]`, before[index], after[index], depth + 1);
    if (before.length > shared) note(`${field}[]`, 'missing', before[shared], undefined);
    if (after.length > shared) note(`${field}[]`, 'extra', undefined, after[shared]);
  }

  /** Once for each field: twenty rows that differ alike are one difference. */
  function note(field: string, kind: DifferenceKind, before: unknown, after: unknown): void {
    if (!rules.isIgnored(field) && found.size < mostPerAnswer)
      found.set(`${kind} ${field}`, { field, kind, old: before, new: after });
  }
}
