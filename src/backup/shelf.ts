import type { Readable } from 'node:stream';
import { encryptedSuffix } from './write-backup.ts';

/** A finished backup on a shelf. */
export interface ShelvedBackup {
  name: string;
  /** The moment that it shows, in epoch milliseconds, as its name says. */
  createdAt: number;
  sizeBytes: number;
  isEncrypted: boolean;
}

/** Where scheduled backups are kept. What is half written is not on it. */
export interface BackupShelf {
  /** Where it is, for people. */
  place: string;
  /** Newest first; what Portico did not name is not among them. Throws StartError where it cannot be reached. */
  list(): Promise<ShelvedBackup[]>;
  /** Whole and durable, or not at all; answers its SHA-256 in lowercase hex. */
  put(name: string, content: Readable): Promise<{ sizeBytes: number; sha256: string }>;
  read(name: string): Promise<Readable>;
  remove(name: string): Promise<void>;
}

const nameShape = /^portico-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.backup(\.age)?$/;

/** `portico-20261130T033000Z.backup`, in UTC; `.age` behind it where it is encrypted. */
export function nameBackup(createdAt: number, isEncrypted: boolean): string {
  const moment = new Date(createdAt).toISOString().replace(/\.\d+Z$/, 'Z');
  return `portico-${moment.replace(/[-:]/g, '')}.backup${isEncrypted ? encryptedSuffix : ''}`;
}

/** Undefined for a name that `nameBackup` never gives. */
export function readBackupName(name: string): Pick<ShelvedBackup, 'createdAt' | 'isEncrypted'> | undefined {
  const [, year, month, day, hour, minute, second, suffix] = nameShape.exec(name) ?? [];
  const createdAt = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(createdAt) ? undefined : { createdAt, isEncrypted: suffix !== undefined };
}
