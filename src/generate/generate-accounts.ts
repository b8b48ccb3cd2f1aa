import { setImmediate as nextTurn } from 'node:timers/promises';
import type { House } from '../compose.ts';
import { addManyAccounts, type ManyAccounts } from '../core/accounts/many-accounts.ts';
import { type GenerationPlan, type MadeAccount, makeAccount } from './made-account.ts';

/** How far a run has come. */
export interface Progress {
  added: number;
  of: number;
  elapsedMs: number;
}

const batchSize = 2_000;

/**
 * Adds `count` made-up accounts and answers how many were added: fewer where `stopping` says so, which keeps whole
 * batches. Between two batches other processes write.
 */
export async function generateAccounts(
  house: House,
  count: number,
  plan: GenerationPlan,
  watch: { report(progress: Progress): void; stopping: AbortSignal },
): Promise<number> {
  await house.termsFilling.fill();
  const { database: db, core } = house;
  const many = await addManyAccounts({ db, settings: core.settings, audit: core.audit });
  const startedAt = Date.now();
  let added = 0;
  for (let made = 0; added < count && !watch.stopping.aborted; made += batchSize) {
    const size = Math.min(batchSize, count - added);
    const batch = Array.from({ length: size }, (_, index) => {
      const number = made + index;
      return makeAccount(plan, many.firstAfter + number, Math.min(1, number / count));
    });
    added += await addBatch(house, many, batch);
    watch.report({ added, of: count, elapsedMs: Date.now() - startedAt });
    await nextTurn();
  }
  await many.finish((count) => ({
    actor: 'cli',
    action: 'accounts.generated',
    target: 'accounts',
    details: { seed: plan.seed, count },
  }));
  return added;
}

function addBatch({ core }: House, many: ManyAccounts, batch: readonly MadeAccount[]): Promise<number> {
  return many.add(async (tx, insert) => {
    const ids = await insert(batch.map(({ row }) => row));
    const sessions = batch.flatMap(({ row, session }) => {
      const accountId = ids.get(row.openid);
      return session && accountId !== undefined ? [{ ...session, accountId }] : [];
    });
    await core.sessions.insertGenerated(tx, sessions);
    return ids.size;
  });
}
