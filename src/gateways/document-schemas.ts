import { type TProperties, type TSchema, Type } from 'typebox';

/** An object with these members, and no other. */
export function exact<Properties extends TProperties>(properties: Properties) {
  return Type.Object(properties, { additionalProperties: false });
}

/** Or null. */
export function nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

/** One of these numbers, each with its meaning in Chinese. */
export function numberOf(meanings: Readonly<Record<number, string>>) {
  const description = Object.entries(meanings)
    .map(([number, meaning]) => `${number} ${meaning}`)
    .join('，');
  return Type.Integer({ enum: Object.keys(meanings).map(Number), description });
}

/** A member that holds nothing, `{}`. */
export const Nothing = Type.Object({}, { additionalProperties: false });
/** The number of an account or of another record. */
export const Id = Type.Integer({ minimum: 1 });
/** How many there are. */
export const Count = Type.Integer({ minimum: 0 });
/** `YYYY-MM-DD HH:mm:ss` in the configured zone (R10). */
export const PrintedTime = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}$',
  description: 'YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone.',
});
/** A JSON Web Token. */
export const jwtPattern = '[\\w-]+\\.[\\w-]+\\.[\\w-]+';
/** An absolute address on the web. */
export const Url = Type.String({ pattern: '^https?://' });
/** What an account is known by to other programs: 40 random letters and digits. */
export const OpenId = Type.String({ pattern: '^[A-Za-z0-9]{40}$' });
/** A phone number without its calling code; empty where there is none. */
export const NationalPhone = Type.String({ pattern: '^\\d*$' });
