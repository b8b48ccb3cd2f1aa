import { type RawBuilder, sql } from 'kysely';

/** What people call an account that a query joined under this name, else its number: `#7`; null where there is none. */
export function accountName(table: string): RawBuilder<string | null> {
  const column = (name: string): RawBuilder<string | null> => sql.ref(`${table}.${name}`);
  const told = (name: string): RawBuilder<string | null> => sql`nullif(${column(name)}, '')`;
  return sql`coalesce(${told('display_name')}, ${told('real_name')}, ${told('handle')}, '#' || ${column('id')})`;
}
