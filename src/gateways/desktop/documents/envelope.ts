import { type TSchema, Type } from 'typebox';
import { exact } from '../../document-schemas.ts';

/** The whole answer to what went well. */
export function succeeded<Data extends TSchema>(data: Data, msg = 'success', status: 200 | 201 = 200) {
  return { status, schema: exact({ data, meta: exact({ msg: Type.Literal(msg), status: Type.Literal(status) }) }) };
}
