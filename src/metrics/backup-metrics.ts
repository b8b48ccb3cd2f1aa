import type { Registry } from './registry.ts';

/** Is told how scheduled backups end on this node. */
export interface BackupWatch {
  done(): void;
  failed(): void;
}

/** Scheduled backups that were made and that failed. */
export function createBackupMetrics(registry: Registry): BackupWatch {
  const runs = registry.counter({
    name: 'portico_backup_runs_total',
    help: 'Scheduled backups by how they ended: done or failed.',
    labels: ['outcome'],
  });
  for (const outcome of ['done', 'failed']) runs.of(outcome).add(0);
  return { done: () => runs.of('done').add(), failed: () => runs.of('failed').add() };
}
