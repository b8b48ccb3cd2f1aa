import type { Db } from '../../db/database.ts';
import type { Clock } from '../ports.ts';
import { insertAuditEntry } from './audit.store.ts';

/** Who did what to whom. `actor` is `account:<id>`, `api-key:<id>`, `panel-token`, `cli` or `system`; `target` names a thing the same way. */
export interface AuditEntry {
  actor?: string;
  action: string;
  target: string;
  contract?: string;
  address?: string;
  /** Never a secret. */
  details?: Record<string, unknown>;
}

/** Writes the audit log. */
export interface Audit {
  /** Appends one entry, in the transaction of what it tells of. */
  record(db: Db, entry: AuditEntry): Promise<void>;
}

/** The append-only log of what was changed. */
export function createAudit({ clock }: { clock: Clock }): Audit {
  return {
    record: (db, entry) =>
      insertAuditEntry(db, {
        at: clock.now(),
        actor: entry.actor ?? 'system',
        action: entry.action,
        target: entry.target,
        contract: entry.contract ?? '',
        address: entry.address ?? '',
        details: JSON.stringify(entry.details ?? {}),
      }),
  };
}
