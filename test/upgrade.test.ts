import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { sql } from 'kysely';
import { dataPaths } from '../src/config.ts';
import { migrate, withoutAuditLog } from '../src/db/migrate.ts';
import { signInAtConsole } from './support/management.ts';
import { startPortico } from './support/portico.ts';
import { createTestData, openByAddress, type TestData } from './support/tested-database.ts';
import { until } from './support/until.ts';

const then = Date.parse('2026-01-02T03:04:05Z');

/** A data directory as the first release left it: schema version 1, with what its console does not know yet. */
async function createFirstReleaseData({ directory, address }: TestData): Promise<void> {
  writeFileSync(
    dataPaths(directory).secretKey,
    `${'a root key of the first release'.padEnd(48, '-').replaceAll(' ', '-')}\n`,
  );
  const database = openByAddress(address);
  await migrate(database, then, { through: 1, ...withoutAuditLog });
  for (let id = 1; id <= 1_500; id += 1) {
    await sql`insert into accounts (created_at, updated_at, origin, status, role, handle, handle_key, phone, phone_verified_at,
        openid, display_name, real_name, avatar, birthday, address, position, signature)
      values (${then + id}, ${then + id}, 'mobile', 'active', 'user', ${`User${id}`}, ${`user${id}`},
        ${`+86138${String(id).padStart(8, '0')}`}, ${then}, ${`openid-${id}`}, ${id === 7 ? '欧阳小月' : ''}, '', '', '', '', '', '')`.execute(
      database,
    );
    await sql`insert into audit_log (at, actor, action, target, contract, address, details)
      values (${then + id}, 'system', 'account.created', ${`account:${id}`}, 'mobile', '', '{}')`.execute(database);
  }
  await sql`insert into releases (version, version_order, path, storage_name, size_bytes, sha256, uploaded_by, created_at)
    values ('1.0', '1', '/dist/a.zip', 'releases/a', 1, 'ab', 'account:1', ${then})`.execute(database);
  await sql`insert into vault_entries (pin, remark, pt_key_encrypted, created_at, updated_at)
    values ('pin', '', 'v1.sealed', ${then}, ${then})`.execute(database);
  await sql`insert into licences (number, created_at) values ('L-1', ${then})`.execute(database);
  await database.destroy();
}

test('a data directory of the first release is served: everybody is found, the audit log is chained, nothing is lost', async (t) => {
  const data = await createTestData();
  await createFirstReleaseData(data);
  const portico = await startPortico(t, { ...data.environment });
  t.after(data.remove);
  const owner = await signInAtConsole(portico);

  const findNewest = async () => (await owner.call('GET', '/accounts?q=user1500')).body.items;
  await until(async () => (await findNewest()).length === 1);
  assert.equal((await findNewest()).length, 1);
  const byName = await owner.call('GET', `/accounts?q=${encodeURIComponent('小月')}`);
  assert.deepEqual(
    byName.body.items.map((item: { handle: string }) => item.handle),
    ['User7'],
  );
  const { accounts } = portico.portico.house.core;
  const everybody = await portico.portico.house.database.selectFrom('accounts').select('id').execute();
  assert.equal((await accounts.list({ offset: 0, limit: 1 })).total, everybody.length);
  const releases = await owner.call('GET', '/releases');
  assert.deepEqual(
    releases.body.items.map((item: Record<string, unknown>) => [item.version, item.channel, item.rolloutPercent]),
    [['1.0', 'stable', 100]],
  );
  const { body: vault } = await owner.call('GET', '/vault');
  assert.equal(vault.items[0].keysChangedAt, new Date(then).toISOString());
  const verified = await portico.portico.house.core.audit.verify();
  assert.equal(verified.fault, undefined, JSON.stringify(verified));
  assert.ok(verified.checked > 1_500);
  const { entries } = await portico.portico.house.core.audit.list({ action: 'audit.' }, { limit: 2 });
  assert.deepEqual(
    entries.map(({ action, details }) => [action, details]),
    [['audit.chained', '{"entries":1500}']],
  );
});
