import type { Db } from '../../db/database.ts';
import { padded } from '../../db/padded.ts';
import type { Page } from '../paging.ts';
import type { Push } from './pushes.store.ts';

/** The account that looks at the log: what it cleared is gone for it. */
export interface PushViewer {
  id: number;
  /** A log number. */
  pushes_cleared_through: number;
}

/**
 * M11 as two index ranges that never overlap: recipients are stored for scope 1 alone. What waits for its time or was
 * cancelled has no log number, and so is in neither.
 */
const visible = (db: Db, viewer: PushViewer) =>
  db
    .selectFrom('pushes')
    .select(['id', 'log_number'])
    .where('scope', '=', 0)
    .where('log_number', '>', viewer.pushes_cleared_through)
    .unionAll(
      db
        .selectFrom('push_recipients')
        .innerJoin('pushes', 'pushes.id', 'push_recipients.push_id')
        .select(['pushes.id', 'pushes.log_number'])
        .where('push_recipients.account_id', '=', viewer.id)
        .where('pushes.log_number', '>', viewer.pushes_cleared_through),
    );

/** How many pushes the account sees, leaving some ids out. */
export async function countVisible(db: Db, viewer: PushViewer, exceptIds: readonly number[] = []): Promise<number> {
  const { total } = await db
    .selectFrom(visible(db, viewer).as('visible'))
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .$if(exceptIds.length > 0, (query) => query.where('id', 'not in', padded(exceptIds)))
    .executeTakeFirstOrThrow();
  return Number(total);
}

/** Newest first: in the order in which they were released. */
export function listVisible(db: Db, viewer: PushViewer, page: Page): Promise<Push[]> {
  const shown = visible(db, viewer).orderBy('log_number', 'desc').offset(page.offset).limit(page.limit);
  return db
    .selectFrom('pushes')
    .selectAll()
    .where('id', 'in', (eb) => eb.selectFrom(shown.as('visible')).select('visible.id'))
    .orderBy('log_number', 'desc')
    .execute();
}

/** Undefined also for what is addressed to others, cleared, or not released. */
export function findVisible(db: Db, viewer: PushViewer, id: number): Promise<Push | undefined> {
  return db
    .selectFrom('pushes')
    .selectAll()
    .where('id', '=', id)
    .where('log_number', '>', viewer.pushes_cleared_through)
    .where((eb) =>
      eb.or([
        eb('scope', '=', 0),
        eb.exists(
          eb
            .selectFrom('push_recipients')
            .select('push_id')
            .where('account_id', '=', viewer.id)
            .whereRef('push_id', '=', 'pushes.id'),
        ),
      ]),
    )
    .executeTakeFirst();
}

/** Hides every push that was released from the account; log numbers only grow, so later ones are seen. */
export async function hideAll(db: Db, accountId: number): Promise<void> {
  await db
    .updateTable('accounts')
    .set((eb) => ({
      pushes_cleared_through: eb.fn.coalesce(
        eb.selectFrom('pushes').select((inner) => inner.fn.max('pushes.log_number').as('newest')),
        eb.lit(0),
      ),
    }))
    .where('id', '=', accountId)
    .execute();
}
