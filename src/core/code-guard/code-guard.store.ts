import type { Db, Tx } from '../../db/database.ts';
import type { Breaker, SentCodes } from './breaker.ts';
import { everywhere } from './rules.ts';

/** Those that had something to do before. */
export function findBreakers(db: Db, areas: readonly string[]): Promise<Breaker[]> {
  return db.selectFrom('sms_breakers').selectAll().where('area', 'in', areas).execute();
}

/** Every one that is not closed. */
export function listOpenBreakers(db: Db): Promise<Breaker[]> {
  return db.selectFrom('sms_breakers').selectAll().where('opened_at', 'is not', null).orderBy('area').execute();
}

/** Keeps a breaker as it is now. */
export async function putBreaker(tx: Tx, { area, ...rest }: Breaker): Promise<void> {
  await tx
    .insertInto('sms_breakers')
    .values({ area, ...rest })
    .onConflict((conflict) => conflict.column('area').doUpdateSet(rest))
    .execute();
}

/** Closes a breaker that is not closed; undefined where it is. */
export async function closeBreaker(tx: Tx, area: string, countsFrom: number): Promise<Breaker | undefined> {
  return tx
    .updateTable('sms_breakers')
    .set({ opened_at: null, open_until: null, counts_from: countsFrom })
    .where('area', '=', area)
    .where('opened_at', 'is not', null)
    .returningAll()
    .executeTakeFirst();
}

/** The codes of one calling code in these minutes, both included. */
export async function sumSent(
  db: Db,
  area: string,
  { from, through }: { from: number; through: number },
): Promise<SentCodes> {
  const row = await db
    .selectFrom('code_tallies')
    .select((eb) => [
      eb.fn.sum<number | null>('sent').as('sent'),
      eb.fn.sum<number | null>('verified').as('verified'),
      eb.fn.max<number | null>('minute_at').filterWhere('sent', '>', 0).as('last_at'),
    ])
    .where('area', '=', area)
    .where('minute_at', '>=', from)
    .where('minute_at', '<=', through)
    .executeTakeFirst();
  const sent = Number(row?.sent ?? 0);
  const lastAt = row?.last_at ?? undefined;
  return { sent, verified: Math.min(sent, Number(row?.verified ?? 0)), lastAt: lastAt && Number(lastAt) };
}

/** How many codes to one calling code got past the budgets from that minute on, and when the first of them did. */
export async function sumAsked(db: Db, area: string, from: number): Promise<{ asked: number; firstAt: number }> {
  const row = await db
    .selectFrom('code_tallies')
    .select((eb) => [
      eb.fn.sum<number | null>('asked').as('asked'),
      eb.fn.min<number | null>('minute_at').as('first_at'),
    ])
    .where('area', '=', area)
    .where('minute_at', '>=', from)
    .executeTakeFirst();
  return { asked: Number(row?.asked ?? 0), firstAt: Number(row?.first_at ?? from) };
}

/** The calling codes that most codes were sent to, or asked for, from that minute on. */
export async function listBusyAreas(
  db: Db,
  from: number,
  most: number,
): Promise<Array<{ area: string; asked: number }>> {
  const rows = await db
    .selectFrom('code_tallies')
    .select((eb) => ['area', eb.fn.sum<number>('asked').as('asked')])
    .where('minute_at', '>=', from)
    .groupBy('area')
    .orderBy('asked', 'desc')
    .orderBy('area')
    .limit(most)
    .execute();
  return rows.map(({ area, asked }) => ({ area, asked: Number(asked) }));
}

/** Counts one code for its calling code and for all together; `isJudged`: whether breakers judge by it. */
export async function tallySend(tx: Tx, area: string, minuteAt: number, isJudged: boolean): Promise<void> {
  const counts = { minute_at: minuteAt, asked: 1, sent: isJudged ? 1 : 0 };
  await tx
    .insertInto('code_tallies')
    .values(inOrder(area).map((each) => ({ area: each, ...counts })))
    .onConflict((conflict) =>
      conflict.columns(['area', 'minute_at']).doUpdateSet((eb) => ({
        asked: eb('code_tallies.asked', '+', eb.ref('excluded.asked')),
        sent: eb('code_tallies.sent', '+', eb.ref('excluded.sent')),
      })),
    )
    .execute();
}

/** Everybody counts in this order, so that no two wait for each other. */
const inOrder = (area: string): string[] => [everywhere, area];

/** Takes one of that minute out of those that breakers judge by. */
export async function untallySend(tx: Tx, area: string, minuteAt: number): Promise<void> {
  for (const each of inOrder(area)) {
    await tx
      .updateTable('code_tallies')
      .set((eb) => ({ sent: eb('sent', '-', 1) }))
      .where('area', '=', each)
      .where('minute_at', '=', minuteAt)
      .where('sent', '>', 0)
      .execute();
  }
}

/** One of that minute was typed in. */
export async function tallyVerified(tx: Tx, area: string, minuteAt: number): Promise<void> {
  for (const each of inOrder(area)) {
    await tx
      .updateTable('code_tallies')
      .set((eb) => ({ verified: eb('verified', '+', 1) }))
      .where('area', '=', each)
      .where('minute_at', '=', minuteAt)
      .execute();
  }
}

/** Adds one SMS to what the day cost, where it stays within the ceiling: false, and nothing added, where it does not. */
export async function addSpend(tx: Tx, day: string, priceMicros: number, ceilingMicros: number): Promise<boolean> {
  if (priceMicros > ceilingMicros) return false;
  const added = await tx
    .insertInto('sms_spend')
    .values({ day, amount_micros: priceMicros, messages: 1 })
    .onConflict((conflict) =>
      conflict
        .column('day')
        .doUpdateSet((eb) => ({
          amount_micros: eb('sms_spend.amount_micros', '+', eb.ref('excluded.amount_micros')),
          messages: eb('sms_spend.messages', '+', 1),
        }))
        .where((eb) => eb(eb('sms_spend.amount_micros', '+', eb.ref('excluded.amount_micros')), '<=', ceilingMicros)),
    )
    .returning('day')
    .executeTakeFirst();
  return added !== undefined;
}

/** Takes one SMS that was not sent out of what that day cost. */
export async function takeSpendBack(tx: Tx, day: string, priceMicros: number): Promise<void> {
  await tx
    .updateTable('sms_spend')
    .set((eb) => ({ amount_micros: eb('amount_micros', '-', priceMicros), messages: eb('messages', '-', 1) }))
    .where('day', '=', day)
    .execute();
}

/** What SMS cost on a day, and how many there were. */
export async function findSpend(db: Db, day: string): Promise<{ amountMicros: number; messages: number }> {
  const row = await db.selectFrom('sms_spend').selectAll().where('day', '=', day).executeTakeFirst();
  return { amountMicros: Number(row?.amount_micros ?? 0), messages: Number(row?.messages ?? 0) };
}
