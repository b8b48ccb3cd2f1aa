import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { test } from 'node:test';
import { clientContracts, clientTypesFile, writeClientTypes } from '../../scripts/client-types.mjs';
import { gatewayDefinitions } from '../../src/gateways/definitions.ts';

test('there are types of every contract, and of no other', () => {
  const names = gatewayDefinitions.map(({ name }) => name).sort();
  assert.deepEqual([...clientContracts].sort(), names);
  const folder = dirname(clientTypesFile('mobile'));
  assert.deepEqual(
    readdirSync(folder).sort(),
    names.map((name) => basename(clientTypesFile(name))),
  );
});

for (const contract of clientContracts) {
  test(`the types of ${contract} are what npm run generate:clients makes now`, async () => {
    assert.equal(readFileSync(clientTypesFile(contract), 'utf8'), await writeClientTypes(contract));
  });
}
