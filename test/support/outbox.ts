import { readFileSync } from 'node:fs';
import type { OutboxLine } from '../../src/providers/outbox/outbox.ts';

/** What an outbox was told, oldest first; a line without an end is still being written, or was taken back from a full disk. */
export function readOutbox(file: string): OutboxLine[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as OutboxLine);
}
