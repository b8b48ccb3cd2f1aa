import { createHash } from 'node:crypto';

/** More than the program has; of those that vary with what is asked, such as filters, the rest is not kept prepared. */
const mostNames = 500;

/** The name under which a statement is kept prepared; undefined: it is not. */
export type NameStatement = (text: string) => string | undefined;

/** Names each statement once, by what it says, so that every connection and every node have the same name for it. */
export function createStatementNames(): NameStatement {
  const names = new Map<string, string>();

  return (text) => {
    const known = names.get(text);
    if (known !== undefined || names.size >= mostNames) return known;
    const name = createHash('sha256').update(text).digest('base64url').slice(0, 32);
    names.set(text, name);
    return name;
  };
}
