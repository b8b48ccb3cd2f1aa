import { resolve } from 'node:path';
import { type BackupKeys, parseBackupKeys } from '../backup/keys.ts';
import { parseRetention, type Retention } from '../backup/retention.ts';
import { findScheduleProblem, parseSchedule } from '../backup/schedule-times.ts';
import type { S3Options } from '../providers/storage/s3/s3-options.ts';
import type { EnvironmentReader } from './environment.ts';
import { readStorageConfig, type Told } from './storage.ts';

/** Where, when and how backups are made. */
export interface BackupConfig {
  /** What they are encrypted with; undefined: not at all. */
  keys: BackupKeys | undefined;
  /** A cron expression; undefined: only by hand. */
  schedule: string | undefined;
  /** A folder, absolute, or a bucket; undefined: nowhere but where one is told by hand. */
  shelf: string | S3Options | undefined;
  retention: Retention;
}

const defaultRetention = '7d,4w,12m';

/** Reads when backups are made, where to and how; what is wrong is added to `problems`. */
export function readBackupConfig(read: EnvironmentReader, { problems, warnings }: Told): BackupConfig {
  const schedule = read.text('PORTICO_BACKUP_SCHEDULE');
  const to = read.text('PORTICO_BACKUP_TO');
  const scheduleProblem = schedule === undefined ? undefined : findScheduleProblem(schedule);
  if (scheduleProblem !== undefined) problems.push(`PORTICO_BACKUP_SCHEDULE ${scheduleProblem}`);
  if (schedule !== undefined && to === undefined) {
    problems.push('PORTICO_BACKUP_TO is missing: the folder or the bucket that scheduled backups go to');
  }
  return {
    keys: readKeys(read.secret('PORTICO_BACKUP_KEY'), problems),
    schedule: schedule === undefined || scheduleProblem !== undefined ? undefined : parseSchedule(schedule),
    shelf: to === undefined ? undefined : readShelf(read, to, { problems, warnings }),
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

function readShelf(read: EnvironmentReader, to: string, told: Told): string | S3Options {
  if (to.startsWith('s3:')) return readBucket(read, to, told);
  if (/^[a-z\d]{2,}:/i.test(to)) {
    told.problems.push(
      'PORTICO_BACKUP_TO must be a folder, or a bucket such as s3://bucket/prefix?region=eu-central-1',
    );
  }
  return resolve(to);
}

/** As that of the files is said, with the same credentials; what is wrong with these is told once. */
function readBucket(read: EnvironmentReader, to: string, { problems, warnings }: Told): S3Options {
  const own: Told = { problems: [], warnings: [] };
  const text = (name: string) => (name === 'PORTICO_STORAGE_URL' ? to : read.text(name));
  const options = readStorageConfig({ ...read, text }, own) as S3Options;
  const renamed = (lines: string[], present: string[]): string[] =>
    lines
      .map((line) => line.replaceAll('PORTICO_STORAGE_URL', 'PORTICO_BACKUP_TO'))
      .filter((line) => !present.includes(line));
  problems.push(...renamed(own.problems, problems));
  warnings.push(...renamed(own.warnings, warnings));
  return options;
}

function readRetention(text: string, problems: string[]): Retention {
  const retention = parseRetention(text);
  if (retention) return retention;
  problems.push(
    `PORTICO_BACKUP_KEEP must be how many to keep (14), or of how many days, weeks and months the newest (7d,4w,12m), not "${text}"`,
  );
  return parseRetention(defaultRetention) as Retention;
}
