import { existsSync, readFileSync } from 'node:fs';
import { writePrivateFile } from '../start/durable-files.ts';
import { StartError } from '../start/start-error.ts';
import type { Side } from './sides.ts';

/** Which endpoints our server answers. What is changed is in force with the next request. */
export interface Switches {
  sideOf(endpoint: string): Side;
  /** On disk before it is in force. Throws StartError where that fails. */
  switchToNew(endpoint: string): void;
  /** One of them, or all; answers which. In force before it is on disk, and even where that fails: StartError is thrown then. */
  returnToOld(endpoint?: string): string[];
  /** Every endpoint that ours answers, in alphabetical order. */
  list(): string[];
}

/** Reads those of an earlier run; throws StartError where the file is not one of ours. */
export function openSwitches(file: string): Switches {
  let switched: ReadonlySet<string> = new Set(readSwitched(file));
  return {
    sideOf: (endpoint) => (switched.has(endpoint) ? 'new' : 'old'),
    switchToNew(endpoint) {
      const changed = new Set(switched).add(endpoint);
      write(file, [...changed].sort());
      switched = changed;
    },
    returnToOld(endpoint) {
      const returned = [...switched].filter((name) => endpoint === undefined || name === endpoint).sort();
      switched = new Set([...switched].filter((name) => !returned.includes(name)));
      write(file, [...switched].sort());
      return returned;
    },
    list: () => [...switched].sort(),
  };
}

function write(file: string, answeredByNew: readonly string[]): void {
  try {
    writePrivateFile(file, `${JSON.stringify({ answeredByNew }, null, 2)}\n`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(
      `${file} cannot be written (${code}): a restart of the proxy would bring back what was switched before`,
      error,
    );
  }
}

function readSwitched(file: string): string[] {
  if (!existsSync(file)) return [];
  try {
    const { answeredByNew } = JSON.parse(readFileSync(file, 'utf8')) as { answeredByNew: unknown };
    if (Array.isArray(answeredByNew) && answeredByNew.every((name) => typeof name === 'string')) return answeredByNew;
  } catch {
    // Told below, like every other content.
  }
  throw new StartError(`${file} does not say which endpoints are switched: remove it, and all of them return`);
}
