import { sql } from 'kysely';
import type { Database } from '../../src/db/database.ts';
import { isPostgres } from '../../src/db/dialect.ts';

/** Everything that a schema consists of, each as one line. */
export async function describeSchema(db: Database): Promise<string[]> {
  const told = isPostgres(db)
    ? sql<{ line: string }>`
      select 'column ' || table_name || ' ' || concat_ws(' ', column_name, data_type, collation_name, is_nullable,
        column_default, is_identity, identity_generation) as line
        from information_schema.columns where table_schema = current_schema()
      union all select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
        from pg_constraint where connamespace = current_schema()::regnamespace
      union all select 'index ' || indexdef from pg_indexes where schemaname = current_schema()
      union all select 'trigger ' || pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
      union all select 'function ' || proname || ' ' || prosrc
        from pg_proc where pronamespace = current_schema()::regnamespace`
    : sql<{ line: string }>`select type || ' ' || name || ' ' || coalesce(sql, '') as line from sqlite_schema`;
  return (await told.execute(db)).rows.map(({ line }) => line.replaceAll(/\s+/g, ' ')).sort();
}
