import { type RawBuilder, sql } from 'kysely';
import type { Db } from './database.ts';
import { isPostgres } from './dialect.ts';

const refusal = 'the audit log is append-only';

const refuse = `begin select raise(abort, '${refusal}'); end`;
/** The text of each as SQLite keeps it, in the order of their names. They must never change without a migration. */
const onSqlite: readonly string[] = [
  `CREATE TRIGGER audit_log_changes_nothing before update on audit_log
    when old.hash is not null or new.hash is null
      or (new.id, new.at, new.actor, new.action, new.target, new.contract, new.address, new.details)
        is not (old.id, old.at, old.actor, old.action, old.target, old.contract, old.address, old.details)
    ${refuse}`,
  `CREATE TRIGGER audit_log_keeps_entries before delete on audit_log ${refuse}`,
];

const functionBody = `
begin
  if tg_op = 'UPDATE' and old.hash is null and new.hash is not null
    and (new.id, new.at, new.actor, new.action, new.target, new.contract, new.address, new.details)
      is not distinct from
      (old.id, old.at, old.actor, old.action, old.target, old.contract, old.address, old.details)
  then
    return new;
  end if;
  raise exception '${refusal}';
end`;

const onPostgres: readonly string[] = [
  `create or replace function audit_log_is_append_only() returns trigger language plpgsql as $$${functionBody}$$`,
  `create trigger audit_log_changes_nothing before update or delete on audit_log
    for each row execute function audit_log_is_append_only()`,
  `create trigger audit_log_keeps_entries before truncate on audit_log
    for each statement execute function audit_log_is_append_only()`,
];

/** What `guardsInForce` answers on PostgreSQL: its bits of `tgtype`, that each is enabled, and what it runs. */
const shownByPostgres = [
  `audit_log_changes_nothing 27 O ${functionBody}`,
  `audit_log_keeps_entries 34 O ${functionBody}`,
].join('\n');

/** The statements that make the triggers which keep the audit log as it was written: it only grows, and an entry takes its hash once. */
export function auditGuards(db: Db): readonly string[] {
  return isPostgres(db) ? onPostgres : onSqlite;
}

/** What guards the tables of the audit log, as text to be compared with `expectedGuards`. */
export function guardsInForce(db: Db): RawBuilder<string | null> {
  return isPostgres(db)
    ? sql<
        string | null
      >`(select string_agg(tgname || ' ' || tgtype || ' ' || tgenabled::text || ' ' || prosrc, chr(10) order by tgname)
        from pg_trigger join pg_proc on pg_proc.oid = tgfoid
        where not tgisinternal and tgrelid in (to_regclass('audit_log'), to_regclass('audit_head')))`
    : sql<string | null>`(select group_concat(sql, char(10)) from (select sql from sqlite_schema
        where type = 'trigger' and tbl_name collate nocase in ('audit_log', 'audit_head') order by name))`;
}

/** The text of the guards that Portico made, and no others. */
export function expectedGuards(db: Db): string {
  return isPostgres(db) ? shownByPostgres : onSqlite.join('\n');
}
