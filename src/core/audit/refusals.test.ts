import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPortico } from '../../../test/support/portico.ts';

const at = await startPortico({ after });
const { core, database } = at.portico.house;

async function refuse(identifier: string): Promise<void> {
  const response = await fetch(`${at.url}/management/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ identifier, password: 'wrong' }),
  });
  assert.equal(response.status, 401);
}

const told = async () => (await core.audit.list({ action: 'console.sign-in-failed' }, { limit: 100 })).entries;

test('refusals: of an account’s wrong passwords the 1st and 3rd are told, and the log that the others were tried on stays whole', async () => {
  for (let tries = 0; tries < 3; tries += 1) await refuse('owner');
  assert.deepEqual(
    (await told()).map(({ details }) => JSON.parse(details).failures),
    [3, 1],
  );
  assert.equal((await core.audit.verify()).fault, undefined);
});

test('refusals: wrong passwords for whom nobody knows are counted together, and their log is no longer than that', async () => {
  const before = (await told()).length;
  for (let tries = 0; tries < 12; tries += 1) await refuse(`nobody-${tries}`);
  assert.equal((await told()).length - before, 3, 'the 1st, the 3rd and the 10th');
  const kept = await database.selectFrom('limit_hits').select('key').where('key', 'like', 'refusal-told:%').execute();
  assert.equal(kept.length, 2 + 3);
  assert.equal((await core.audit.verify()).fault, undefined);
});
