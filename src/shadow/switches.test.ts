import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openSwitches } from './switches.ts';

test('where the disk fails nothing is switched, and what is returned is returned all the same', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'portico-switches-'));
  const switches = openSwitches(join(folder, 'mobile.json'));
  switches.switchToNew('GET /api/faq');
  switches.switchToNew('GET /api/faq/:id');
  rmSync(folder, { recursive: true });
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  assert.throws(() => switches.switchToNew('GET /api/push/log'), /cannot be written \(ENOENT\)/);
  assert.deepEqual(switches.list(), ['GET /api/faq', 'GET /api/faq/:id']);
  assert.throws(() => switches.returnToOld(), /cannot be written \(ENOENT\): a restart of the proxy would bring back/);
  assert.deepEqual([switches.list(), switches.sideOf('GET /api/faq')], [[], 'old']);
});
