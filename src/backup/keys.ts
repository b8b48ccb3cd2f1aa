/** What opens and closes encrypted backups, in the words of the age format; the one to encrypt with is worked out. */
export interface BackupKeys {
  /** Whom backups are encrypted for; empty: under the first passphrase. */
  recipients: readonly string[];
  /** What opens them. */
  identities: readonly string[];
  passphrases: readonly string[];
}

const recipientShape = /^age1(?:[a-z\d]{58}|pq1[a-z\d]{900,})$/;
const identityShape = /^AGE-SECRET-KEY-(?:PQ-)?1[A-Z\d]{58,}$/;
const shortestPassphrase = 16;

/**
 * Reads keys, one a line, `#` beginning a comment, as `age-keygen` writes them: identities (`AGE-SECRET-KEY-1…`),
 * recipients (`age1…`) or a passphrase. Answers what is wrong, in words, where something is.
 */
export function parseBackupKeys(text: string): BackupKeys | string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const recipients = lines.filter((line) => line.startsWith('age1'));
  const identities = lines.filter((line) => line.startsWith('AGE-SECRET-KEY-'));
  const passphrases = lines.filter((line) => !recipients.includes(line) && !identities.includes(line));
  if (lines.length === 0) return 'holds no key';
  if (!recipients.every((line) => recipientShape.test(line))) {
    return 'holds a recipient (age1…) that is cut short or mistyped';
  }
  if (!identities.every((line) => identityShape.test(line))) {
    return 'holds a key (AGE-SECRET-KEY-1…) that is cut short or mistyped';
  }
  if (passphrases.some((line) => line.length < shortestPassphrase)) {
    return `must hold a key as \`portico backup key\` makes it, or a passphrase of ${shortestPassphrase} or more characters`;
  }
  return { recipients, identities, passphrases };
}

/** Whether a backup that is made with these keys could be opened with them, too. */
export function canOpen({ recipients, identities, passphrases }: BackupKeys): boolean {
  return identities.length > 0 || (recipients.length === 0 && passphrases.length > 0);
}
