import type { Insertable, Selectable } from 'kysely';
import type { Db } from '../../db/database.ts';
import type { PushesTable } from '../../db/schema.ts';
import type { Page } from '../paging.ts';

/** One push, as stored. */
export type Push = Selectable<PushesTable>;
/** The account that looks at the log: what it cleared is gone for it. */
export interface PushViewer {
  id: number;
  pushes_cleared_through: number;
}

/** M11 as two index ranges that never overlap: recipients are stored for scope 1 alone. */
const visibleIds = (db: Db, viewer: PushViewer) =>
  db
    .selectFrom('pushes')
    .select('id')
    .where('scope', '=', 0)
    .where('id', '>', viewer.pushes_cleared_through)
    .unionAll(
      db
        .selectFrom('push_recipients')
        .select('push_id as id')
        .where('account_id', '=', viewer.id)
        .where('push_id', '>', viewer.pushes_cleared_through),
    );

/** How many pushes the account sees, leaving some ids out. */
export async function countVisible(db: Db, viewer: PushViewer, exceptIds: readonly number[] = []): Promise<number> {
  const { total } = await db
    .selectFrom(visibleIds(db, viewer).as('visible'))
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .$if(exceptIds.length > 0, (query) => query.where('id', 'not in', padded(exceptIds)))
    .executeTakeFirstOrThrow();
  return Number(total);
}

/** Repeats the last id up to a power of two: nine statements are cached instead of one for each length. */
function padded(ids: readonly number[]): number[] {
  const length = 2 ** Math.ceil(Math.log2(ids.length));
  return [...ids, ...Array<number>(length - ids.length).fill(ids.at(-1) as number)];
}

/** Newest first. */
export function listVisible(db: Db, viewer: PushViewer, page: Page): Promise<Push[]> {
  const ids = visibleIds(db, viewer).orderBy('id', 'desc').offset(page.offset).limit(page.limit);
  return db
    .selectFrom('pushes')
    .selectAll()
    .where('id', 'in', (eb) => eb.selectFrom(ids.as('visible')).select('visible.id'))
    .orderBy('id', 'desc')
    .execute();
}

/** Undefined also for what is addressed to others or cleared. */
export function findVisible(db: Db, viewer: PushViewer, id: number): Promise<Push | undefined> {
  return db
    .selectFrom('pushes')
    .selectAll()
    .where('id', '=', id)
    .where('id', '>', viewer.pushes_cleared_through)
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

/** Hides every push that there is from the account; ids only grow, so later ones are seen. */
export async function hideAll(db: Db, accountId: number): Promise<void> {
  await db
    .updateTable('accounts')
    .set((eb) => ({
      pushes_cleared_through: eb.fn.coalesce(
        eb.selectFrom('pushes').select((inner) => inner.fn.max('pushes.id').as('newest')),
        eb.lit(0),
      ),
    }))
    .where('id', '=', accountId)
    .execute();
}

/** Adds a push to the log. */
export function insertPush(db: Db, values: Insertable<PushesTable>): Promise<Push> {
  return db.insertInto('pushes').values(values).returningAll().executeTakeFirstOrThrow();
}

/** Answers how many of the accounts exist, and so were addressed. */
export async function insertRecipients(db: Db, pushId: number, accountIds: readonly number[]): Promise<number> {
  const result = await db
    .insertInto('push_recipients')
    .columns(['push_id', 'account_id'])
    .expression((eb) =>
      eb
        .selectFrom('accounts')
        .select((row) => [row.val(pushId).as('push_id'), 'accounts.id'])
        .where('accounts.id', 'in', accountIds),
    )
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0n);
}
