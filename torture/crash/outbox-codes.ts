import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Answers the newest code that was sent to somebody; throws where none was. */
export type FindCode = (to: string) => string;

/** Reads what was added to an outbox since it was last looked at: read anew each time, a long one would take all the time. */
export function followOutbox(path: string): FindCode {
  const codes = new Map<string, string>();
  let readBytes = 0;

  function readOn(): void {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(fstatSync(file).size - readBytes);
      readSync(file, bytes, 0, bytes.length, readBytes);
      // What has no end yet is read once more.
      const whole = bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
      readBytes += whole.length;
      for (const line of whole.toString('utf8').split('\n').filter(Boolean)) note(line);
    } finally {
      closeSync(file);
    }
  }

  function note(line: string): void {
    const { to, code } = parseLine(line);
    if (to !== undefined && code !== undefined) codes.set(to, code);
  }

  return (to) => {
    readOn();
    const code = codes.get(to);
    if (code === undefined) throw new Error(`the outbox has no code for ${to}`);
    return code;
  };
}

/** A line that a killed server did not end may have the next one's beginning behind it. */
function parseLine(line: string): { to?: string; code?: string } {
  try {
    return JSON.parse(line);
  } catch {
    return {};
  }
}
