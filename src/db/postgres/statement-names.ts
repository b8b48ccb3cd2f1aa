import { createHash } from 'node:crypto';

/** More than the program has; of those that vary with what is asked, such as filters, the rest is not kept prepared. */
const mostNames = 500;

/** The names under which statements are kept prepared. */
export interface StatementNames {
  /** Undefined: it is not kept. */
  nameOf(text: string): string | undefined;
  /** What was prepared under a name is of no use any more: from now on everything has other names. */
  renew(text: string, name: string): void;
}

/** Names each statement once, by what it says, so that every connection and every node have the same name for it. */
export function createStatementNames(): StatementNames {
  const names = new Map<string, string>();
  let generation = 0;

  return {
    nameOf(text) {
      const known = names.get(text);
      if (known !== undefined || names.size >= mostNames) return known;
      const hash = createHash('sha256').update(generation === 0 ? text : `${generation} ${text}`);
      const name = hash.digest('base64url').slice(0, 32);
      names.set(text, name);
      return name;
    },
    renew(text, name) {
      // Many meet the same change at once: the first one's names are for all.
      if (names.get(text) !== name) return;
      generation += 1;
      names.clear();
    },
  };
}
