import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transact } from '../../src/db/database.ts';
import { signInAtDesktop } from '../../test/support/desktop.ts';
import { createMobileClient } from '../../test/support/mobile.ts';
import { call, startPortico } from '../../test/support/portico.ts';
import { findLiveTokens } from './door-checks.ts';
import { findHalfWrites, findSpoiltReleases } from './halves.ts';
import { judge } from './judging.ts';
import type { ChangeKind, Entry, Facts, Outcome } from './ledger.ts';

let entries = 0;
function entry(kind: ChangeKind, facts: Facts, outcome: Outcome = 'acknowledged'): Entry {
  entries += 1;
  return { id: entries, kind, facts, outcome };
}

test('torture, crash: a ledger finds what is lost and what is there twice, and leaves the rest alone', async (t) => {
  const at = await startPortico(t);
  const { database: db } = at.portico.house;
  const person = await createMobileClient(at).join();
  const device = await signInAtDesktop(at, '15900000001');
  await call(`${at.url}/api/heart/check`, 'POST', {}, device.headers);
  const now = Date.now();
  const feedback = { account_id: person.id, content: 'twice', contact_phone: '', created_at: now, updated_at: now };
  await db.insertInto('feedback').values([feedback, feedback]).execute();

  const good = [
    entry('registration', { account: `+86${person.phone}` }),
    entry('heartbeat', { account: '+8615900000001' }),
    entry('feedback', { content: 'never sent' }, 'unknown'),
    entry('release', { version: '1.0', sha256: 'x' }, 'unknown'),
  ];
  assert.deepEqual(await judge(db, good), { lost: [], doubled: [] });

  const lost = [
    entry('registration', { account: 'nobody@example.com' }),
    entry('password change', { account: person.id }),
    entry('freeze', { account: person.id }),
    entry('release', { version: '2.0', sha256: 'x' }),
    entry('vault entry', { pin: 'none' }),
    entry('feedback', { content: 'never kept' }),
  ];
  const beats = [1, 2].map(() => entry('heartbeat', { account: '+8615900000001' }));
  const judgement = await judge(db, [...lost, ...beats, entry('feedback', { content: 'twice' }, 'unknown')]);
  assert.equal(judgement.lost.length, lost.length + 1, judgement.lost.join('\n'));
  assert.equal(judgement.doubled.length, 1, judgement.doubled.join('\n'));

  await call(`${at.url}/api/heart/check`, 'POST', {}, device.headers);
  const once = await judge(db, [entry('heartbeat', { account: '+8615900000001' })]);
  assert.equal(once.doubled.length, 1, 'two were counted, and one was asked for');
});

test('torture, crash: what is there by half, and a revoked token that is taken, are found', async (t) => {
  const at = await startPortico(t);
  const { database: db } = at.portico.house;
  const device = await signInAtDesktop(at, '15900000001');
  assert.deepEqual(await findHalfWrites(db), []);
  const now = Date.now();
  const row = { version: '1.0', version_order: 'x', path: '/dist/a-1.0.zip', storage_name: 'releases/none' };
  await db
    .insertInto('releases')
    .values({ ...row, size_bytes: 1, sha256: 'x', uploaded_by: 'test', created_at: now })
    .execute();
  assert.deepEqual(await findHalfWrites(db), ['release 1.0 is not in the audit log']);
  const release = entry('release', { version: '1.0', sha256: 'x' });
  assert.equal((await findSpoiltReleases(db, at.dataDir, [release])).length, 1);

  const revoked = entry('freeze', { account: device.account.id, token: device.token });
  assert.equal((await findLiveTokens(at.url, [revoked])).length, 1);
  await transact(db, (tx) => at.portico.house.core.sessions.endAll(tx, device.account.id, 'operator'));
  assert.deepEqual(await findLiveTokens(at.url, [revoked]), []);
});
