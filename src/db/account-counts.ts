import { type RawBuilder, sql } from 'kysely';
import type { Db } from './database.ts';
import { isPostgres } from './dialect.ts';

/** Accounts are counted by so many neighbouring ids: this is the power of two. It must never change without a migration. */
export const spanBits = 14;

const count = (id: 'new.id' | 'old.id', change: 1 | -1): string =>
  `begin insert into account_counts (span, shard, total) values (${id} >> ${spanBits}, 0, ${change})
    on conflict (span, shard) do update set total = total + excluded.total; end`;

const onSqlite: readonly string[] = [
  `create trigger account_counts_grow after insert on accounts ${count('new.id', 1)}`,
  `create trigger account_counts_shrink after delete on accounts ${count('old.id', -1)}`,
];

const functionBody = `
begin
  if current_setting('portico.filling', true) = 'on' then
    return null;
  end if;
  insert into account_counts (span, shard, total)
    select id >> ${spanBits}, txid_current() % 16, count(*) * cast(tg_argv[0] as integer) from changed group by 1, 2 order by 1
    on conflict (span, shard) do update set total = account_counts.total + excluded.total;
  return null;
end`;

const onPostgres: readonly string[] = [
  `create function count_accounts() returns trigger language plpgsql as $$${functionBody}$$`,
  `create trigger account_counts_grow after insert on accounts referencing new table as changed
    for each statement execute function count_accounts('1')`,
  `create trigger account_counts_shrink after delete on accounts referencing old table as changed
    for each statement execute function count_accounts('-1')`,
];

/**
 * The statements that make the triggers which keep `account_counts`: whoever adds or removes accounts counts them in the
 * same transaction. On PostgreSQL each transaction counts in one of 16 rows, so that few wait for each other.
 */
export function accountCounters(db: Db): readonly string[] {
  return isPostgres(db) ? onPostgres : onSqlite;
}

/**
 * What a PostgreSQL session says that copies whole tables, the counts among them; with `local`, until its transaction ends.
 * SQLite's triggers are dropped meanwhile.
 */
export const fillingWithoutCounting = (scope: 'session' | 'local'): string => `set ${scope} portico.filling = 'on'`;

/** Counts the accounts that are there. */
export const countFromScratch: RawBuilder<unknown> = sql`insert into account_counts (span, shard, total)
  select id >> ${sql.lit(spanBits)}, 0, count(*) from accounts group by 1`;
