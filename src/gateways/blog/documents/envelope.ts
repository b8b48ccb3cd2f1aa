import { type TSchema, Type } from 'typebox';
import type { ErrorCode } from '../../../core/errors.ts';
import { exact } from '../../document-schemas.ts';

/** The whole answer to what went well. */
export function succeeded<Data extends TSchema>(data: Data) {
  return { status: 200, schema: exact({ code: Type.Literal(200), msg: Type.Literal('success'), data }) };
}

/** What every signed request can be told, in the order of B2. */
export const signature = [
  'signature.key_missing',
  'signature.timestamp_invalid',
  'signature.expired',
  'signature.wrong',
] as const satisfies readonly ErrorCode[];
