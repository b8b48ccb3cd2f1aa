import { makeBackupInChild } from '../backup/backup-child.ts';
import { type BackupSchedule, createBackupSchedule } from '../backup/schedule.ts';
import type { Config } from '../config.ts';
import type { Foundation } from './foundation.ts';
import { nodeName } from './node-name.ts';

/** Scheduled backups; where none are configured, nothing is ever due. */
export function wireBackups(
  config: Config,
  { db, clock, settings, runtimeSettings, logger, metrics }: Foundation,
): BackupSchedule {
  const timeZone = (): string => runtimeSettings.current()['server.timeZone'];
  return createBackupSchedule({
    db,
    clock,
    settings,
    timeZone,
    schedule: config.backup.schedule,
    node: nodeName(),
    makeBackup: (signal) => makeBackupInChild({ config, timeZone: timeZone() }, signal),
    onDone: ({ name, sizeBytes, accounts, files, missing, damaged, pruned }, { attempts }) => {
      metrics.backups.done();
      logger.info({ backup: name, sizeBytes, accounts, files, pruned, attempts }, 'scheduled backup made');
      if (missing.length + damaged.length > 0) {
        logger.warn(
          { backup: name, missing, damaged },
          'stored files are missing or damaged, and so not in the backup',
        );
      }
    },
    onFailure(err, run) {
      if (!run) return logger.error({ err }, 'scheduled backups cannot be claimed');
      metrics.backups.failed();
      logger.error({ err, attempts: run.attempts, retryAt: new Date(run.retryAt) }, 'scheduled backup failed');
    },
  });
}
