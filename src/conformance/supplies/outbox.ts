import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A line of a development server's `outbox.jsonl` (R12). */
export interface OutboxLine {
  channel: string;
  to: string;
  code?: string;
  id?: string;
  answer?: string;
  text?: string;
}

/** Finds the newest line that is looked for. */
export type OutboxReader = (isIt: (line: OutboxLine) => boolean) => Promise<OutboxLine | undefined>;

const tries = 20;
const betweenMs = 50;

/** Reads a file, again for a second where the line is not there yet. */
export function readOutboxFile(file: string): OutboxReader {
  return async (isIt) => {
    for (let count = 0; count < tries; count += 1) {
      const found = readLines(file).findLast(isIt);
      if (found) return found;
      await sleep(betweenMs);
    }
    return undefined;
  };
}

function readLines(file: string): OutboxLine[] {
  return readFileSync(file, 'utf8').split('\n').flatMap(parseLine);
}

/** The last line may be half written. */
function parseLine(line: string): OutboxLine[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as OutboxLine];
  } catch {
    return [];
  }
}
