import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { AuditNote, AuditNotes } from '../core/ports.ts';

// What is not of this form, such as a line that was cut off by a crash, is passed over.
const form = /^(restored )?([1-9]\d{0,15}):([\w-]{43}) /;

/** Keeps the notes in a file, one line each (`<id>:<hash> <time>`), which only grows. */
export function openAuditNotes(file: string): AuditNotes {
  const append = (mark: string, { id, hash }: AuditNote, at: number): void =>
    appendFileSync(file, `${mark}${id}:${hash} ${new Date(at).toISOString()}\n`, { mode: 0o600, flush: true });

  return {
    async read() {
      let notes: AuditNote[] = [];
      for (const line of (await readIfPresent(file)).split('\n')) {
        const [, restored, id, hash = ''] = form.exec(line) ?? [];
        if (restored) notes = [];
        if (id !== undefined) notes.push({ id: Number(id), hash });
      }
      return notes;
    },
    add: (note, at) => append('', note, at),
    addRestored: (note, at) => append('restored ', note, at),
  };
}

async function readIfPresent(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
