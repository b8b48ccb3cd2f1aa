import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { suites } from '../../src/conformance/suites.ts';
import { credentialNames } from '../../src/conformance/supplies/credentials.ts';
import type { TestPortico } from '../support/portico.ts';
import { runHere } from '../support/run-here.ts';
import { startFaultyHouse } from './faulty-house.ts';
import type { FaultyServer } from './faulty-server.ts';
import { plantedRows } from './plants.ts';

interface Verified {
  status: number;
  counts: Record<'same' | 'differs' | 'missing' | 'not-run', number>;
  stdout: string;
}

/** `portico verify` as an operator runs it, at the faulty server. */
function verifier(at: TestPortico, server: FaultyServer, contract: string, credentials: string[]) {
  return async (...more: string[]): Promise<Verified> => {
    const file = join(at.dataDir, 'report.json');
    const words = [
      'verify',
      contract,
      server.url.href,
      '--writes',
      '--strict',
      '--json',
      file,
      ...credentials,
      ...more,
    ];
    const { status, stdout } = await runHere(words);
    return { status, counts: JSON.parse(readFileSync(file, 'utf8')).counts, stdout };
  };
}

// Each is some hundred conversations, which on a busy machine take longer than a single test may.
const patient = { timeout: 600_000 };
const rows: string[] = [];
let found = 0;
let falseAlarms = 0;

for (const { contract } of suites) {
  const name = `verify ${contract}: finds every planted difference, and none where none is planted`;
  test(name, patient, async (context) => {
    const { at, server, supplies } = await startFaultyHouse(context, contract);
    const { credentials, fixtures } = supplies;
    for (const make of [fixtures.faq, fixtures.feedbackCategory, fixtures.push, fixtures.release]) await make?.();
    const flags = Object.entries(credentials).flatMap(([name, value]) => [flagOf(name), value]);
    const verify = verifier(at, server, contract, flags);

    const before = await verify();
    falseAlarms += before.counts.differs + before.counts.missing;
    assert.equal(before.status, 0, before.stdout);

    for (const row of plantedRows.filter((each) => each.contract === contract)) {
      server.plant(row);
      const { status, counts } = await verify('--only', row.only);
      const isFound = status === 1 && counts.differs + counts.missing > 0;
      if (isFound) found += 1;
      rows.push(`${isFound ? 'found ' : 'MISSED'}  ${contract.padEnd(7)}  ${row.kind.padEnd(14)}  ${row.what}`);
      assert.ok(server.changed() > 0, `${row.what}: no answer was changed`);
    }
  });
}

function flagOf(name: string): string {
  return `--${credentialNames[name as keyof typeof credentialNames].replaceAll('_', '-')}`;
}

test('the planted-difference table', (context) => {
  for (const row of rows) context.diagnostic(row);
  context.diagnostic(`found ${found} of ${plantedRows.length}, false alarms ${falseAlarms}`);
  assert.ok(plantedRows.length >= 60);
  assert.equal(new Set(plantedRows.map(({ kind }) => kind)).size, 6);
  assert.equal(
    new Set(plantedRows.map(({ contract, what, kind }) => `${contract} ${kind} ${what}`)).size,
    plantedRows.length,
  );
  assert.deepEqual([found, falseAlarms], [plantedRows.length, 0]);
});
