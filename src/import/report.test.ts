import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { StartError } from '../start/start-error.ts';
import { openFindingsFile } from './report.ts';

test('a report that cannot be written any more says which file it is, and what to do', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'portico-report-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'report.csv');
  const report = openFindingsFile(file);
  report.close();
  assert.throws(
    () => report.add({ line: 2, formerId: '1', kind: 'refused', reason: 'why' }),
    (error) => error instanceof StartError && error.message.includes(file) && /--report elsewhere/.test(error.message),
  );
});
