import { type Account, owesEmailProof } from '../../core/accounts/account.ts';
import { userName } from '../accounts-view.ts';

const levels = { user: 0, admin: 1, owner: 2 } as const;

/** The user of blog §1.2.1; `created` in epoch milliseconds (B6). */
export function viewUser(account: Account) {
  return {
    account: userName(account),
    email: account.email ?? '',
    emailVerified: isEmailVerified(account),
    status: viewStatus(account),
    nick: account.display_name,
    created: account.created_at,
    type: 'client',
    level: levels[account.role],
  } as const;
}

/** B7. */
function viewStatus(account: Account): 'pending' | 'normal' | 'reject' | 'freeze' {
  if (account.status === 'rejected') return 'reject';
  if (account.status === 'frozen') return 'freeze';
  if (account.status === 'waiting') return 'pending';
  return owesEmailProof(account) ? 'pending' : 'normal';
}

function isEmailVerified(account: Account): boolean {
  return account.email !== null && account.email_verified_at !== null;
}
