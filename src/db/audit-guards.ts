const refuse = "begin select raise(abort, 'the audit log is append-only'); end";

/**
 * The triggers that keep the audit log as it was written: it only grows, and an entry takes its hash once. The text of
 * each as SQLite keeps it, in the order of their names: it must never change without a migration.
 */
export const auditGuards: readonly string[] = [
  `CREATE TRIGGER audit_log_changes_nothing before update on audit_log
    when old.hash is not null or new.hash is null
      or (new.id, new.at, new.actor, new.action, new.target, new.contract, new.address, new.details)
        is not (old.id, old.at, old.actor, old.action, old.target, old.contract, old.address, old.details)
    ${refuse}`,
  `CREATE TRIGGER audit_log_keeps_entries before delete on audit_log ${refuse}`,
];
