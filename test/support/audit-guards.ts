import { sql } from 'kysely';
import { auditGuards } from '../../src/db/audit-guards.ts';
import type { Db } from '../../src/db/database.ts';
import { isPostgresRun } from './tested-database.ts';

/** The statement that takes away a trigger of the audit log. */
const dropGuard = (name: 'audit_log_changes_nothing' | 'audit_log_keeps_entries'): string =>
  `drop trigger ${name}${isPostgresRun ? ' on audit_log' : ''}`;

/** Those that take away all of them. */
export const dropGuards = [dropGuard('audit_log_changes_nothing'), dropGuard('audit_log_keeps_entries')];

/** Runs statements one after another, as somebody who has the database and no key. */
export async function execute(db: Db, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** Works on the log with its guards taken away, and puts them back. */
export function tamperWithLog(db: Db, ...statements: string[]): Promise<void> {
  return execute(db, [...dropGuards, ...statements, ...auditGuards(db)]);
}
