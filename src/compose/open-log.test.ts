import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openLog } from './open-log.ts';

test('log: where it cannot be written nobody who logs fails', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'portico-log-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'log');
  writeFileSync(file, '');
  const readOnly = openSync(file, 'r');
  context.after(() => closeSync(readOnly));
  const log = openLog({ level: 'warn', dest: readOnly });
  for (let count = 0; count < 3; count += 1) log.warn('lost');
  const writable = openSync(file, 'a');
  context.after(() => closeSync(writable));
  openLog({ level: 'warn', dest: writable }).warn('kept');
  assert.match(readFileSync(file, 'utf8'), /^\{"level":40,"time":\d+,"msg":"kept"\}\n$/);
});
