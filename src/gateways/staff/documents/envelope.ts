import { type TSchema, Type } from 'typebox';
import { exact } from '../../document-schemas.ts';

/** The whole answer to what went well; `cmd` is a text, or the pattern of one that ends with an id. */
export function succeeded<Data extends TSchema>(data: Data, cmd: string | RegExp, messages = ['success']) {
  return {
    status: 200,
    schema: exact({
      status: Type.Literal(true),
      data,
      message: Type.Union(messages.map((message) => Type.Literal(message))),
      cmd: typeof cmd === 'string' ? Type.Literal(cmd) : Type.String({ pattern: cmd.source }),
    }),
  };
}

/** `data` of what has nothing to tell. */
export const Nothing = Type.Array(Type.Never(), { maxItems: 0 });
