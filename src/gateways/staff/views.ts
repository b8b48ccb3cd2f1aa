import type { Account } from '../../core/accounts/accounts.ts';
import { nationalNumber, parsePhone } from '../../core/accounts/identifiers.ts';
import type { Listed } from '../../core/paging.ts';
import { nationalPhone, userName } from '../accounts-view.ts';
import type { GatewayContext } from '../gateway.ts';
import { userLevels } from './auth.ts';

const statusWords = { '-3': '已冻结', '-2': '已拒绝', '-1': '待审核', '1': '已审核' } as const;

/** staff `login`: `-3` frozen, `-2` rejected, `-1` waits for this door's approval, `1` approved (S4). */
function accountStatus(account: Account): -3 | -2 | -1 | 1 {
  if (account.status === 'frozen') return -3;
  if (account.status === 'rejected') return -2;
  return account.status === 'active' && account.staff_approved_at !== null ? 1 : -1;
}

/** staff `login`. */
export function viewSignedIn(account: Account, token: string) {
  return {
    account_status: accountStatus(account),
    id: account.id,
    nickname: userName(account),
    token,
    user_level: userLevels[account.role],
  };
}

/** staff `user/:id`; a phone or e-mail that waits for its proof is shown in place of the one it will replace (R2a). */
export function viewUser(account: Account) {
  return {
    email: account.pending_email ?? account.email ?? '',
    id: account.id,
    name: account.real_name,
    nickname: userName(account),
    phone: shownPhone(account),
    position: account.position,
  };
}

function shownPhone(account: Account): string {
  const pending = account.pending_phone === null ? undefined : parsePhone(account.pending_phone);
  return pending ? nationalNumber(pending) : nationalPhone(account);
}

/** One row of staff `list/user` (S6). */
function viewRow(account: Account, { printTime }: GatewayContext) {
  const { id, nickname, name, phone, email, position } = viewUser(account);
  return {
    id,
    nickname,
    name,
    phone,
    email,
    position,
    account_status: statusWords[accountStatus(account)],
    user_level: userLevels[account.role],
    create_time: printTime(account.created_at).slice(0, 'YYYY-MM-DD HH:mm'.length),
  };
}

/** staff `list/user`: one page, newest first. */
export function viewPage(found: Listed<Account>, page: { number: number; size: number }, context: GatewayContext) {
  return {
    total: found.total,
    per_page: page.size,
    current_page: page.number,
    last_page: Math.max(1, Math.ceil(found.total / page.size)),
    data: found.rows.map((account) => viewRow(account, context)),
  };
}
