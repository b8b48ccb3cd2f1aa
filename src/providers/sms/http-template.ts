/** What may stand in braces in the generic adapter's address, headers and body. */
export const placeholderNames = [
  'to',
  'number',
  'national',
  'code',
  'minutes',
  'text',
  'purpose',
  'language',
  'id',
  'timestamp',
  'secret',
] as const;
type PlaceholderName = (typeof placeholderNames)[number];
export type PlaceholderValues = Record<PlaceholderName, string>;

/** How values are written into a text of a kind, so that none of them ends its field. */
export const escapes = {
  url: encodeURIComponent,
  json: (value: string): string => JSON.stringify(value).slice(1, -1),
  form: (value: string): string => new URLSearchParams({ value }).toString().slice('value='.length),
  xml: (value: string): string => value.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`),
  plain: (value: string): string => value,
} satisfies Record<string, (value: string) => string>;

/** How a body of this content type wants its values. */
export function escapeFor(contentType: string): (value: string) => string {
  if (/[/+]json\b/i.test(contentType)) return escapes.json;
  if (/[/+]xml\b/i.test(contentType)) return escapes.xml;
  return /^application\/x-www-form-urlencoded\b/i.test(contentType) ? escapes.form : escapes.plain;
}

const placeholder = /\{([a-z_]+)\}/g;

/** Puts values in the place of their names in braces. */
export function fillTemplate(template: string, values: PlaceholderValues, write: (value: string) => string): string {
  return template.replace(placeholder, (whole, name: string) =>
    Object.hasOwn(values, name) ? write(values[name as PlaceholderName]) : whole,
  );
}

/** Names in braces that stand for nothing. */
export function findUnknownPlaceholders(template: string): string[] {
  const names = [...template.matchAll(placeholder)].map(([, name = '']) => name);
  return names.filter((name) => !placeholderNames.some((known) => known === name));
}
