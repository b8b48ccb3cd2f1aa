import type { Db, Tx } from '../../db/database.ts';
import { prepareQuery } from '../../db/prepared.ts';

/** What was counted in one hour. */
export interface Count {
  name: string;
  label: string;
  /** When the hour began, epoch milliseconds. */
  hour_at: number;
  value: number;
}

const upsertCount = prepareQuery<unknown>((db) =>
  db
    .insertInto('counters')
    .values({ hour_at: 0, name: '', label: '', value: 0 })
    .onConflict((conflict) =>
      conflict
        .columns(['hour_at', 'name', 'label'])
        .doUpdateSet((eb) => ({ value: eb('counters.value', '+', eb.ref('excluded.value')) })),
    ),
);

/** Adds to what the hour has already. */
export async function addCount(tx: Tx, { hour_at, name, label, value }: Count): Promise<void> {
  await upsertCount(tx, [hour_at, name, label, value]);
}

/** What was counted from `from` on and before `to`, hour boundaries both, by name and label. */
export async function sumCounts(db: Db, names: readonly string[], from: number, to: number) {
  return db
    .selectFrom('counters')
    .select((eb) => ['name', 'label', eb.fn.sum<number>('value').as('value')])
    .where('hour_at', '>=', from)
    .where('hour_at', '<', to)
    .where('name', 'in', names)
    .groupBy(['name', 'label'])
    .execute();
}
