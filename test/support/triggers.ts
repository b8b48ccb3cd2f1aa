import type { Db } from '../../src/db/database.ts';
import { execute } from './audit-guards.ts';
import { isPostgresRun } from './tested-database.ts';

/** Has a database refuse an event, such as `insert on audit_log`, with the word `refused`. */
export function refuse(db: Db, event: string): Promise<void> {
  if (!isPostgresRun) {
    return execute(db, [`create trigger refusal before ${event} begin select raise(abort, 'refused'); end`]);
  }
  return execute(db, [
    "create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$",
    `create trigger refusal before ${event} for each row execute function refuse()`,
  ]);
}

/** Takes the refusal away again, of an event on that table. */
export function allowAgain(db: Db, table: string): Promise<void> {
  return execute(
    db,
    isPostgresRun ? [`drop trigger refusal on ${table}`, 'drop function refuse'] : ['drop trigger refusal'],
  );
}
