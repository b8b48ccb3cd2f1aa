import type { AuditFault, AuditFaultKind } from '../core/audit/audit.ts';

const faults: Record<AuditFaultKind, (id: number) => string> = {
  changed: (id) => `entry ${id} was changed after it was written`,
  missing: (id) => `entries before ${id} are missing`,
  out_of_order: (id) => `entry ${id} and the next one changed places`,
  forged: (id) => `entry ${id} was not written by Portico`,
  restarted: (id) => `before entry ${id} was written, the end of the log was taken away or spoilt`,
  cut: (id) => `entries after ${id} are missing, or the note of which one is the newest`,
  keyless: () => 'the key that its entries were chained with is gone',
  not_expected: (id) => `entry ${id} is not the one that was noted: the log was replaced`,
  unguarded: () =>
    'the triggers of the tables audit_log and audit_head are not those that Portico made: entries may be kept out of the log',
};

/** What is wrong with the audit log, for whoever looks after it. */
export function describeAuditFault({ kind, entryId }: AuditFault): string {
  return faults[kind](entryId);
}
