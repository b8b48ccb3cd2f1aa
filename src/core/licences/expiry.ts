import { type Database, transact } from '../../db/database.ts';
import type { Clock } from '../ports.ts';
import type { Emit } from '../webhooks/emitting.ts';
import { markExpiryTold } from './expiry.store.ts';

const toldAtOnce = 100;

/** Tells of licences whose end has come, each end once: one that is extended is told of again when it ends again. */
export function createExpiryTelling({ db, clock, emit }: { db: Database; clock: Clock; emit: Emit }) {
  return async function tellExpired(): Promise<void> {
    let told = toldAtOnce;
    while (told === toldAtOnce) {
      told = await transact(db, async (tx) => {
        const ended = await markExpiryTold(tx, clock.now(), toldAtOnce);
        for (const { id, number, account_id: accountId, expires_at } of ended) {
          const expiresAt = new Date(expires_at ?? 0).toISOString();
          await emit(tx, 'licence.expired', () => ({ licence: { id, number, accountId, expiresAt } }));
        }
        return ended.length;
      });
    }
  };
}
