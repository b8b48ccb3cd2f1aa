import { integer, object, type Static } from '../../http/fields.ts';

/** A path that ends in a record's id: no integer is a field that breaks its rule (10005), one that nobody has is 10001. */
export const IdParams = object({ id: integer('ID', '必须是整数', { minimum: 0 }) });

/** The id of a path that `IdParams` validated. */
export function readId(params: unknown): number {
  return (params as Static<typeof IdParams>).id;
}
