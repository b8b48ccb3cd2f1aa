import { type TProperties, type TSchema, Type } from 'typebox';
import { Count, exact, Id, Nothing, PrintedTime } from '../../document-schemas.ts';

/** The whole answer to what went well. */
export function succeeded<Data extends TSchema>(data: Data) {
  return {
    status: 200,
    schema: exact({ code: Type.Literal(0), message: Type.Literal('success'), data }),
  };
}

/** The answer of what has nothing to tell. */
export const done = succeeded(Nothing);

/** What is shown of it. */
export const doneExample = { code: 0, message: 'success', data: {} };

/** A record: what every record begins with, and its own members. */
export function record<Properties extends TProperties>(properties: Properties) {
  return exact({
    id: Id,
    app_id: Type.Literal(''),
    created_at: PrintedTime,
    updated_at: PrintedTime,
    ...properties,
  });
}

/** One page of a list (M8). */
export function pageOf<Row extends TSchema>(row: Row) {
  return exact({
    total: Count,
    pages: Count,
    current_page: Type.Integer({ minimum: 1 }),
    page_size: Type.Integer({ minimum: 1, maximum: 100 }),
    data: Type.Array(row, { maxItems: 100 }),
  });
}

/** What is shown of a list with these rows. */
export function pageExample(...rows: object[]) {
  return {
    code: 0,
    message: 'success',
    data: { total: rows.length, pages: 1, current_page: 1, page_size: 20, data: rows },
  };
}
