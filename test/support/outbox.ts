import { readFileSync } from 'node:fs';

/** One message that development keeps on this machine. */
export interface OutboxLine {
  at: string;
  channel: 'sms' | 'email' | 'push' | 'captcha';
  to: string;
  purpose: string;
  code?: string;
  id?: string;
  answer?: string;
  text?: string;
}

/** What an outbox was told, oldest first; a line without an end is still being written, or was taken back from a full disk. */
export function readOutbox(file: string): OutboxLine[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as OutboxLine);
}
