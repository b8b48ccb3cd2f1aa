import type { Tx } from '../../db/database.ts';
import { DomainError, invalidFields } from '../errors.ts';
import { insertRecipients, type Push } from './pushes.store.ts';

/** Who a push is for: everybody, or accounts by their ids (at most 1,000). */
export type PushAudience = 'everyone' | readonly number[];

/** What operators write. */
export interface PushDraft {
  title: string;
  body: string;
  to: PushAudience;
  /** When it goes out, within a year; at once where it is not told. */
  sendAt?: number | undefined;
}

const recipientsAtOnce = 500;
const longestWaitMs = 366 * 86_400_000;

/** Throws `request.invalid_fields` for a time that has passed or is more than a year away. */
export function requireFuture(sendAt: number | undefined, now: number): void {
  if (sendAt === undefined || (sendAt > now && sendAt <= now + longestWaitMs)) return;
  throw invalidFields({ field: 'sendAt', label: '发送时间', rule: '须晚于现在，且在一年之内' });
}

/** The columns that say whom a push is for. */
export function audienceColumns(to: PushAudience): Pick<Push, 'scope' | 'recipient_count'> {
  return to === 'everyone' ? { scope: 0, recipient_count: 0 } : { scope: 1, recipient_count: new Set(to).size };
}

/** Keeps who a push is addressed to. Throws `account.not_found`. */
export async function addressTo(tx: Tx, pushId: number, to: PushAudience): Promise<void> {
  const ids = to === 'everyone' ? [] : [...new Set(to)];
  for (let start = 0; start < ids.length; start += recipientsAtOnce) {
    const batch = ids.slice(start, start + recipientsAtOnce);
    if ((await insertRecipients(tx, pushId, batch)) < batch.length) throw new DomainError('account.not_found');
  }
}
