import type { Selectable } from 'kysely';
import type { AccountsTable } from '../../db/schema.ts';

export type { AccountRole, AccountStatus } from '../../db/schema.ts';

/** One account, as stored. */
export type Account = Selectable<AccountsTable>;

/**
 * Whether an e-mail is still to be verified (blog B7): one that is there, or the one that an account made at the blog
 * began with and lost to who proved it (R2a).
 */
export function owesEmailProof(account: Account): boolean {
  return account.email_verified_at === null && (account.email !== null || account.origin === 'blog');
}
