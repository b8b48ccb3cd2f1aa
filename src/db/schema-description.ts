import { sql } from 'kysely';
import type { Database } from './database.ts';
import { isPostgres } from './dialect.ts';

/** Everything that a schema consists of, each as one line, in order: two of the same kind of database are alike, or not. */
export async function describeSchema(db: Database): Promise<string[]> {
  const told = isPostgres(db)
    ? sql<{ line: string }>`
      select 'column ' || table_name || ' ' || concat_ws(' ', column_name, data_type, collation_name, is_nullable,
        column_default, is_identity, identity_generation) as line
        from information_schema.columns where table_schema = current_schema()
      union all select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
        from pg_constraint where connamespace = current_schema()::regnamespace
      union all select 'index ' || replace(indexdef, quote_ident(current_schema()) || '.', '')
        from pg_indexes where schemaname = current_schema()
      union all select 'trigger ' || pg_get_triggerdef(pg_trigger.oid, true) || ' ' || tgenabled::text
        from pg_trigger join pg_class on pg_class.oid = tgrelid
        where not tgisinternal and relnamespace = current_schema()::regnamespace
      union all select 'function ' || proname || ' ' || prosrc
        from pg_proc where pronamespace = current_schema()::regnamespace`
    : sql<{ line: string }>`select type || ' ' || name || ' ' || coalesce(sql, '') as line from sqlite_schema
        where name not like 'sqlite!_stat%' escape '!'`;
  return (await told.execute(db)).rows.map(({ line }) => line.replaceAll(/\s+/g, ' ')).sort();
}
