// Loaded into every test process of a mutation run. One that is ended at its first failure tidies nothing up itself, and
// there are more than a thousand.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  const directory = mkdtempSync(join(tmpdir(), 'mutant-'));
  process.env.TMPDIR = directory;
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
}
