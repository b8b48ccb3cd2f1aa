import type { Account } from '../../src/core/accounts/account.ts';
import { transact } from '../../src/db/database.ts';
import { type Directory, withHouse } from './directory.ts';

/** Somebody of the directory, with a session at each of these doors. */
export interface Person {
  id: number;
  /** What he types to sign in. */
  identifier: string;
  account: Account;
  /** Authorization headers. */
  mobile: string;
  desktop: string;
  blog: string;
}

const caller = { address: '203.0.113.7', userAgent: 'bench', exemptFromAddressLimits: false };

/** So many active people from all over the directory, each with sessions of his own. */
export function signPeopleIn(directory: Directory, count: number): Promise<Person[]> {
  return withHouse(directory, async ({ core, database }) => {
    const { rows } = await core.accounts.list({ offset: 0, limit: 1 });
    const newest = rows[0]?.id ?? 0;
    const step = Math.max(1, Math.floor(newest / (count * 1.25)));
    const people: Person[] = [];
    for (let id = newest; id > 0 && people.length < count; id -= step) {
      const account = await core.accounts.find(id);
      if (account?.status !== 'active') continue;
      people.push(
        await transact(database, async (tx) => {
          const { accessToken } = await core.sessions.openOpaque(tx, account, 'mobile', caller);
          const desktop = await core.sessions.open(tx, account, 'desktop', caller);
          const blog = await core.sessions.open(tx, account, 'blog', caller);
          return {
            id,
            account,
            identifier: account.phone?.replace(/^\+86/, '') ?? account.email ?? account.handle ?? '',
            mobile: `Token ${accessToken}`,
            desktop: `Bearer ${core.sessions.sign(desktop, {})}`,
            blog: `Bearer ${core.sessions.sign(blog, { user_id: id })}`,
          };
        }),
      );
    }
    return people;
  });
}
