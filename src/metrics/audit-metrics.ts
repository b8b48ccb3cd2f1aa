import type { AuditNotes } from '../core/ports.ts';
import type { Registry } from './registry.ts';

/** Is told how the audit log fares. */
export interface AuditWatch {
  /** The same notes, of which each is told. */
  watchNotes(notes: AuditNotes): AuditNotes;
  /** A note could not be made or read. */
  notingFailed(): void;
  /** Entries are missing or were changed. */
  broken(): void;
}

/** Whether the audit log is whole, as far as the server found out, and noted outside of the database. */
export function createAuditMetrics(registry: Registry): AuditWatch {
  const broken = registry.gauge({
    name: 'portico_audit_log_broken',
    help: '1 from when the server has found entries of the audit log missing or changed.',
  });
  const failures = registry.counter({
    name: 'portico_audit_noting_failures_total',
    help: 'Notes of the newest entry, outside of the database, that could not be made or read.',
  });
  let notedAt: number | undefined;
  registry.observed(
    {
      name: 'portico_audit_noted_timestamp_seconds',
      help: 'When an entry was last noted outside of the database, in Unix time; hourly where there are new ones.',
      type: 'gauge',
    },
    () => (notedAt === undefined ? [] : [[notedAt / 1000]]),
  );
  broken.of().set(0);
  failures.of().add(0);
  return {
    watchNotes: (notes) => ({
      read: () => notes.read(),
      add(note, at) {
        notes.add(note, at);
        notedAt = at;
      },
      addRestored: (note, at) => notes.addRestored(note, at),
    }),
    notingFailed: () => failures.of().add(),
    broken: () => broken.of().set(1),
  };
}
