import type { Account } from './account.ts';

type Named = Pick<Account, 'display_name' | 'real_name' | 'handle'>;

/**
 * What people call an account; undefined where nobody told. Never a phone or an e-mail: a name stands beside whatever the
 * account did, before the eyes of people who may not read the directory. `accountName` says the same in SQL.
 */
export function findName({ display_name, real_name, handle }: Named): string | undefined {
  return display_name || real_name || handle || undefined;
}

/** Its name, else its number: `#7`. */
export function nameOf(account: Named & Pick<Account, 'id'>): string {
  return findName(account) ?? `#${account.id}`;
}
