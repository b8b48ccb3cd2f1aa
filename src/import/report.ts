import { closeSync, openSync, writeSync } from 'node:fs';
import type { Conflict } from '../core/accounts/importing/decide.ts';
import { rehearsedAbove } from '../core/accounts/importing/rehearsal.ts';
import { csvMark, formatCsvLine } from '../core/csv.ts';
import { StartError } from '../start/start-error.ts';

/** Something about one row that somebody should look at. */
export type Finding = { line: number; formerId: string } & (
  | { kind: 'refused' | 'left out'; reason: string }
  | { kind: 'conflict'; reason: Conflict; accountIds: readonly number[] }
  /** An identifier that another account has: it signs nobody in until it is proved. */
  | { kind: 'waits'; reason: 'phone' | 'email'; accountIds: readonly number[] }
);

const conflictWords: Readonly<Record<Conflict, string>> = {
  'two-accounts': 'its phone is one account’s and its e-mail another’s',
  'handle-taken': 'another account has the handle, and nothing proved says that they are one person',
  'other-handle': 'the same person has another handle here; merge.other_handle = "keep" keeps that one',
  'other-phone': 'the same person has proved another phone here',
  'other-email': 'the same person has proved another e-mail here',
  'other-status': 'the account here has another status',
  'other-role': 'the account here has another role',
  'no-identifier': 'all that it would sign in with is another account’s',
  'licence-taken': 'a licence with that number is here already',
  'other-licence': 'the account here has another licence',
};

const waitingWords = {
  phone: 'another account has the phone: it waits for a proof',
  email: 'another account has the e-mail: it waits for a proof',
} as const;

const header = ['line', 'id', 'outcome', 'reason', 'accounts'];

/** One finding in words. */
export function describeFinding(finding: Finding): string {
  const { line, formerId, kind } = finding;
  const accounts = accountsOf(finding);
  const about = accounts === '' ? '' : ` (account ${accounts})`;
  return `line ${line}${formerId === '' ? '' : `, id ${formerId}`}: ${kind}: ${reasonOf(finding)}${about}`;
}

function reasonOf(finding: Finding): string {
  if (finding.kind === 'conflict') return conflictWords[finding.reason];
  return finding.kind === 'waits' ? waitingWords[finding.reason] : finding.reason;
}

/** Those that only a rehearsal made have no number yet. */
function accountsOf(finding: Finding): string {
  if (!('accountIds' in finding)) return '';
  return finding.accountIds.map((id) => (id > rehearsedAbove ? 'new' : String(id))).join(' ');
}

/** A CSV file of findings, which is there from the beginning. */
export interface FindingsFile {
  /** Throws StartError where the disk is full. */
  add(finding: Finding): void;
  close(): void;
}

/** Throws StartError where the file is there already or cannot be made. */
export function openFindingsFile(file: string): FindingsFile {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'wx', 0o600);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new StartError(
      code === 'EEXIST' ? `${file} is there already: name another file` : `the report cannot be made: ${message}`,
    );
  }
  const write = (text: string): void => {
    try {
      writeSync(descriptor, text);
    } catch (error) {
      const why = (error as Error).message;
      throw new StartError(
        `the report ${file} cannot be written: ${why}; with --report elsewhere it goes on from here`,
      );
    }
  };
  write(csvMark + formatCsvLine(header));
  return {
    add: (finding) => {
      const { line, formerId, kind } = finding;
      write(formatCsvLine([line, formerId, kind, reasonOf(finding), accountsOf(finding)]));
    },
    close: () => closeSync(descriptor),
  };
}
