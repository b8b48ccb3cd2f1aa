import type { TSchema } from 'typebox';
import type { Difference } from './difference.ts';

interface Shape {
  properties?: Record<string, Shape>;
  items?: Shape;
}

/** Every object whose members stand in another order than the schema has them: no difference to a reader of JSON, yet one to a reader of texts. */
export function compareOrder(schema: TSchema, value: unknown, where: string): Difference[] {
  return compare(schema as Shape, value, where);
}

function compare({ properties, items }: Shape, value: unknown, where: string): Difference[] {
  if (Array.isArray(value)) {
    return items ? value.flatMap((item, index) => compare(items, item, `${where}.${index}`)) : [];
  }
  if (typeof value !== 'object' || value === null || !properties) return [];
  const found = Object.keys(value).filter((name) => name in properties);
  const expected = Object.keys(properties).filter((name) => name in value);
  const members = found.flatMap((name) =>
    compare(properties[name] as Shape, (value as Record<string, unknown>)[name], `${where}.${name}`),
  );
  if (found.join() === expected.join()) return members;
  return [{ where, kind: 'order', expected: expected.join(', '), found: found.join(', ') }, ...members];
}
