import { isAbsolute, resolve } from 'node:path';
import { type BackupKeys, parseBackupKeys } from '../backup/keys.ts';
import { parseRetention, type Retention } from '../backup/retention.ts';
import { findScheduleProblem, parseSchedule } from '../backup/schedule-times.ts';
import type { EnvironmentReader } from './environment.ts';

/** Where, when and how backups are made. */
export interface BackupConfig {
  /** What they are encrypted with; undefined: not at all. */
  keys: BackupKeys | undefined;
  /** A cron expression; undefined: only by hand. */
  schedule: string | undefined;
  /** A folder, absolute; undefined: nowhere but where one is told by hand. */
  shelf: string | undefined;
  retention: Retention;
}

const defaultRetention = '7d,4w,12m';

/** Reads when backups are made, where to and how; what is wrong is added to `problems`. */
export function readBackupConfig(read: EnvironmentReader, problems: string[]): BackupConfig {
  const schedule = read.text('PORTICO_BACKUP_SCHEDULE');
  const to = read.text('PORTICO_BACKUP_TO');
  const scheduleProblem = schedule === undefined ? undefined : findScheduleProblem(schedule);
  if (scheduleProblem !== undefined) problems.push(`PORTICO_BACKUP_SCHEDULE ${scheduleProblem}`);
  if (schedule !== undefined && to === undefined) {
    problems.push('PORTICO_BACKUP_TO is missing: the folder that scheduled backups go to');
  }
  return {
    keys: readKeys(read.secret('PORTICO_BACKUP_KEY'), problems),
    schedule: schedule === undefined || scheduleProblem !== undefined ? undefined : parseSchedule(schedule),
    shelf: to === undefined ? undefined : readShelf(to, problems),
    retention: readRetention(read.text('PORTICO_BACKUP_KEEP') ?? defaultRetention, problems),
  };
}

function readKeys(text: string | undefined, problems: string[]): BackupKeys | undefined {
  if (text === undefined) return undefined;
  const keys = parseBackupKeys(text);
  if (typeof keys !== 'string') return keys;
  problems.push(`PORTICO_BACKUP_KEY ${keys}`);
  return undefined;
}

function readShelf(to: string, problems: string[]): string {
  if (/^[a-z\d]+:/i.test(to) && !isAbsolute(to)) problems.push(`PORTICO_BACKUP_TO must be a folder, not "${to}"`);
  return resolve(to);
}

function readRetention(text: string, problems: string[]): Retention {
  const retention = parseRetention(text);
  if (retention) return retention;
  problems.push(
    `PORTICO_BACKUP_KEEP must be how many to keep (14), or of how many days, weeks and months the newest (7d,4w,12m), not "${text}"`,
  );
  return parseRetention(defaultRetention) as Retention;
}
