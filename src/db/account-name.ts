import { type RawBuilder, sql } from 'kysely';

/** What people call an account that a query joined under this name; null where there is none. */
export function accountName(table: string): RawBuilder<string | null> {
  const column = (name: string): RawBuilder<string | null> => sql.ref(`${table}.${name}`);
  return sql`coalesce(nullif(${column('display_name')}, ''), ${column('handle')}, ${column('phone')}, ${column('email')}, '#' || ${column('id')})`;
}
