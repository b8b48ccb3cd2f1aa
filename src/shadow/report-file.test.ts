import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DifferenceRecord } from './differences.ts';
import { openReportFile } from './report-file.ts';

test('a report is added to and readable by its owner alone, also where others could read the file before', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'portico-report-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'differences.ndjson');
  writeFileSync(path, 'before\n', { mode: 0o644 });
  const report = await openReportFile(path);
  report.write({ field: 'status', count: 1 } as DifferenceRecord);
  await report.close();
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(readFileSync(path, 'utf8'), 'before\n{"field":"status","count":1}\n');
});
