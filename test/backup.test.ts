import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import { sql } from 'kysely';
import { appendChecksum } from '../src/backup/checksum.ts';
import type { House } from '../src/compose.ts';
import { dataPaths } from '../src/config.ts';
import { openDatabase } from '../src/db/database.ts';
import { migrate, withoutAuditLog } from '../src/db/migrate.ts';
import { replaceContents } from '../src/db/sqlite/replace-contents.ts';
import {
  backUp,
  emptyPlace,
  openPlace,
  placeOf,
  program,
  publish,
  register,
  restore,
  runAt,
  sqlitePlace,
  temporaryFolder,
} from './support/backup.ts';
import { startPortico } from './support/portico.ts';
import { isPostgresRun, openByAddress, testOnSqlite } from './support/tested-database.ts';
import { until } from './support/until.ts';

/** Changes a sound backup, and seals it again. */
async function forge(file: string, forged: string, change: string): Promise<void> {
  copyFileSync(file, forged);
  const database = new BetterSqlite3(forged);
  database.exec(change);
  database.close();
  await appendChecksum(forged);
}

test('a backup made while the server writes is one moment of it, and comes back whole in a new data directory', async (t) => {
  const server = await startPortico(t);
  const { house } = server.portico;
  const { core } = house;
  await publish(house, '1.0.0');
  const folder = temporaryFolder(t);
  const file = join(folder, 'portico.bak');

  let written = 0;
  let finished = false;
  const writing = (async () => {
    while (!finished) {
      written += 1;
      await core.licences.create({ number: `L-${written}` }, { actor: `writer-${written}` });
    }
  })();
  await until(() => written > 1);
  const made = await backUp(placeOf(server), file);
  finished = true;
  await writing;
  assert.deepEqual([made.status, made.stdout], [0, `${file}\n`]);
  assert.ok(made.said.some((line) => line.includes('root key of this data directory is in it')));
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(folder), ['portico.bak']);

  const place = await emptyPlace(t);
  const { dataDir } = place;
  const put = await restore(place, file);
  assert.equal(put.status, 0, put.stderr);
  const [kept, given] = [server.dataDir, dataDir].map((each) => readFileSync(join(each, 'secret.key'), 'utf8'));
  assert.equal(given, kept);
  assert.equal(statSync(join(dataDir, 'secret.key')).mode & 0o777, 0o600);
  const restored = await openPlace(t, place);
  const total = (await restored.core.licences.list({ limit: written + 1 })).length;
  assert.ok(written > 1 && total <= written, `${total} of ${written}`);
  const { rows } = await sql<{ audited: number }>`select count(*) as audited from audit_log
    where action = 'licence.created'`.execute(restored.database);
  assert.equal(rows[0]?.audited, total, 'what was written in one transaction is there together');
  const release = await restored.core.releases.open('/dist/program-1.0.0.zip');
  assert.ok((await buffer(release.read())).equals(program));
});

test('a backup put back beside a running server: its sessions, files and accounts are there again, later ones are gone', async (t) => {
  const server = await startPortico(t);
  const { house } = server.portico;
  const file = join(temporaryFolder(t), 'portico.bak');
  const early = await register(server, '13800138000');
  await publish(house, '1.0.0');
  await backUp(placeOf(server), file);

  const late = await register(server, '13900139000');
  const account = await house.core.accounts.findBy({ kind: 'phone', phone: { e164: '+8613800138000', area: '86' } });
  await house.core.accounts.remove(account?.id ?? 0, 'cli');
  await house.auditNoting.note();
  const release = await house.core.releases.getByVersion('1.0.0');
  await house.core.files.remove(release.storage_name);
  assert.deepEqual([await early(), await late()], [10004, 0]);

  const { status, said } = await restore(placeOf(server), file);
  assert.equal(status, 0, said.join());
  assert.deepEqual([await early(), await late()], [0, 10004]);
  const safetyCopy = /kept in ([^,]+)/.exec(said.join())?.[1] as string;
  assert.equal((await restore(placeOf(server), safetyCopy, '--yes')).status, 0);
  assert.deepEqual([await early(), await late()], [10004, 0]);
  assert.equal((await restore(placeOf(server), file, '--yes')).status, 0);
  assert.equal(readdirSync(server.dataDir).filter((name) => name.startsWith('before-restore')).length, 1);
  const download = await fetch(`${server.url}/dist/program-1.0.0.zip`);
  assert.ok(Buffer.from(await download.arrayBuffer()).equals(program));
  assert.equal(await register(server, '13700137000').then((check) => check()), 0);
  assert.equal((await house.core.audit.verify()).fault, undefined, 'the audit log goes on from where the backup ends');
});

test('a restore repairs stored files that are damaged, and keeps sound ones', async (t) => {
  const server = await startPortico(t);
  const { house } = server.portico;
  for (const version of ['1.0.0', '2.0.0', '3.0.0']) await publish(house, version);
  const file = join(temporaryFolder(t), 'portico.bak');
  await backUp(placeOf(server), file);
  const [sound, sameSize, cutShort] = await storedFiles(server.dataDir, house);
  writeFileSync(sameSize, Buffer.alloc(program.length, 'x'));
  writeFileSync(cutShort, program.subarray(0, 7));
  const { ino } = statSync(sound);
  const { status, said } = await restore(placeOf(server), file, '--yes');
  assert.equal(status, 0, said.join());
  for (const path of [sound, sameSize, cutShort]) assert.ok(readFileSync(path).equals(program));
  assert.equal(statSync(sound).ino, ino);
});

test('a backup tells which stored files are missing or damaged, and hands no damage on', async (t) => {
  const server = await startPortico(t);
  const { house } = server.portico;
  for (const version of ['1.0.0', '2.0.0', '3.0.0']) await publish(house, version);
  const file = join(temporaryFolder(t), 'portico.bak');
  const [, damaged, missing] = await storedFiles(server.dataDir, house);
  writeFileSync(damaged, Buffer.alloc(program.length, 'x'));
  rmSync(missing);
  const made = await backUp(placeOf(server), file);
  assert.deepEqual([made.status, made.stdout], [0, `${file}\n`]);
  const nameOf = (path: string) => path.slice(dataPaths(server.dataDir).files.length + 1);
  assert.deepEqual(
    made.said.filter((line) => line.startsWith('warning: ')),
    [
      `warning: the stored file ${nameOf(missing)} is missing, and so not in the backup`,
      `warning: the stored file ${nameOf(damaged)} is damaged, and so not in the backup`,
    ],
  );
  assert.ok(made.said[0]?.includes('1 stored files'));
  writeFileSync(damaged, program);
  assert.equal((await restore(placeOf(server), file, '--yes')).status, 0);
  assert.ok(readFileSync(damaged).equals(program));
});

/** Where three releases lie, in the order of their versions. */
async function storedFiles(dataDir: string, house: House): Promise<[string, string, string]> {
  const rows = await house.core.releases.list({ limit: 3 });
  const names = rows.map((release) => release.storage_name).reverse();
  return names.map((name) => join(dataPaths(dataDir).files, name)) as [string, string, string];
}

test('a token from between a backup and its restore never opens the session of somebody else', async (t) => {
  const server = await startPortico(t);
  const { core, database } = server.portico.house;
  const file = join(temporaryFolder(t), 'portico.bak');
  const owner = await core.accounts.findFirstOwner();
  assert.ok(owner);
  const caller = { address: '127.0.0.1', userAgent: '', exemptFromAddressLimits: true };
  const open = () => database.transaction().execute((tx) => core.sessions.open(tx, owner, 'staff', caller));
  await backUp(placeOf(server), file);
  const lost = core.sessions.sign(await open(), {});
  assert.equal((await restore(placeOf(server), file, '--yes')).status, 0);
  await open();
  await assert.rejects(core.sessions.authenticateJwt('staff', lost), { code: 'session.revoked' });

  // The same where the database itself was lost too.
  const place = await emptyPlace(t);
  mkdirSync(place.dataDir);
  copyFileSync(join(server.dataDir, 'secret.key'), join(place.dataDir, 'secret.key'));
  assert.equal((await restore(place, file)).status, 0);
  const restored = await openPlace(t, place);
  await restored.database.transaction().execute((tx) => restored.core.sessions.open(tx, owner, 'staff', caller));
  await assert.rejects(restored.core.sessions.authenticateJwt('staff', lost), { code: 'session.revoked' });
});

test('what cannot be restored is refused before anything is touched', async (t) => {
  const server = await startPortico(t);
  const folder = temporaryFolder(t);
  const file = join(folder, 'portico.bak');
  await backUp(placeOf(server), file);
  const isUsed = await register(server, '13800138000');
  const bad = join(folder, 'bad.bak');
  const sound = readFileSync(file);
  const refusals: Array<[what: string, spoil: () => Promise<void> | void, says: RegExp]> = [
    ['absent', () => rmSync(bad, { force: true }), /there is no backup file/],
    ['of another kind', () => writeFileSync(bad, 'nothing of the sort'), /no backup of Portico/],
    ['cut short', () => writeFileSync(bad, sound.subarray(0, sound.length / 2)), /damaged, incomplete/],
    ['with one bit changed', () => writeFileSync(bad, withOneBitChanged(sound)), /damaged, incomplete/],
    [
      'of a newer Portico',
      () => forge(file, bad, "update backup_manifest set value = '999' where name = 'schemaVersion'"),
      /newer Portico/,
    ],
    [
      'under another root key',
      () => forge(file, bad, "update backup_manifest set value = '0badc0de' where name = 'rootKeyId'"),
      /needs root key 0badc0de.*secret\.key.*PORTICO_SECRET_KEY/,
    ],
    ['without a table', () => forge(file, bad, 'drop table vault_entries'), /vault_entries/],
  ];
  for (const [what, spoil, says] of refusals) {
    await spoil();
    const { status, said } = await restore(placeOf(server), bad, '--yes');
    assert.deepEqual([status, said.length], [1, 1], `${what}: ${said.join()}`);
    assert.match(said[0] as string, says, what);
    assert.equal(await isUsed(), 0, what);
  }
});

test('a configured root key is in no backup, and a data directory without it takes none', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'portico.bak');
  const rootKey = 'a configured root key of more than 32 characters'.replaceAll(' ', '-');
  const places = { a: await emptyPlace(t), b: await emptyPlace(t) };
  const run = (name: keyof typeof places, words: string[], environment: Record<string, string> = {}) =>
    runAt(places[name], words, environment);
  const configured = { PORTICO_SECRET_KEY: rootKey };
  assert.equal((await run('a', ['owner', 'create', '--handle', 'boss'], configured)).status, 0);
  const made = await run('a', ['backup', file], configured);
  assert.match(made.said.join(), /root key is not in it/);
  assert.ok(!readFileSync(file).includes(rootKey));
  assert.match((await run('b', ['restore', file])).said.join(), /needs root key/);
  assert.ok(!existsSync(places.b.dataDir));
  assert.equal((await run('b', ['restore', file], configured)).status, 0);
  assert.match((await run('b', ['account', 'list'], configured)).stdout, /boss/);
});

function withOneBitChanged(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  const at = changed.lastIndexOf('owner');
  changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
  return changed;
}

testOnSqlite('a restore that fails halfway leaves the old data as they were', async (t) => {
  const server = await startPortico(t);
  const folder = temporaryFolder(t);
  const [file, bad] = [join(folder, 'portico.bak'), join(folder, 'bad.bak')];
  await backUp(placeOf(server), file);
  const isUsed = await register(server, '13800138000');
  // The reference is checked last, when everything has been exchanged already.
  await forge(
    file,
    bad,
    "pragma foreign_keys = off; insert into known_devices (account_id, device, last_seen_at) values (4711, 'x', 1)",
  );
  assert.throws(
    () => replaceContents(join(server.dataDir, 'portico.db'), bad, () => assert.fail()),
    /refer to nothing/,
  );
  assert.equal(await isUsed(), 0);
});

if (isPostgresRun) {
  test('a restore that PostgreSQL undoes for a deadlock with somebody else’s transaction is done anew', async (t) => {
    const server = await startPortico(t);
    const file = join(temporaryFolder(t), 'portico.bak');
    await backUp(placeOf(server), file);
    const other = openByAddress(server.address);
    t.after(() => other.destroy());
    let restoring: ReturnType<typeof restore> | undefined;
    await other.transaction().execute(async (tx) => {
      // The restore is found in the deadlock, and not this one.
      await sql`set local deadlock_timeout = '60s'`.execute(tx);
      await sql`lock table webhook_endpoints in row exclusive mode`.execute(tx);
      restoring = restore(placeOf(server), file, '--yes');
      const waiting = sql`select 1 from pg_locks where not granted and relation = 'webhook_endpoints'::regclass`;
      await until(async () => (await waiting.execute(tx)).rows.length > 0);
      await sql`select 1 from accounts`.execute(tx);
    });
    const { status, stderr } = (await restoring) ?? assert.fail();
    assert.equal(status, 0, stderr);
  });
}

test('a backup of an older schema is brought up to date on its way', async (t) => {
  const server = await startPortico(t);
  const folder = temporaryFolder(t);
  const [file, old] = [join(folder, 'portico.bak'), join(folder, 'old.bak')];
  await backUp(placeOf(server), file);
  const tables = ['email_proofs', 'refresh_tokens', 'heartbeats', 'push_devices', 'push_recipients', 'known_devices'];
  const database = new BetterSqlite3(file, { readonly: true });
  const names = database
    .prepare(
      "select name from sqlite_master where type = 'table' and name not like 'backup%' and name not like 'sqlite%'",
    )
    .pluck()
    .all() as string[];
  database.close();
  const drops = [...new Set([...tables, ...names])].map((name) => `drop table "${name}";`).join('');
  await forge(
    file,
    old,
    `pragma foreign_keys = off; ${drops} update backup_manifest set value = '0' where name = 'schemaVersion'`,
  );
  const { status, said } = await restore(placeOf(server), old, '--yes');
  assert.equal(status, 0, said.join());
  assert.equal((await server.portico.house.core.accounts.list({ offset: 0, limit: 1 })).total, 0);
  assert.deepEqual(
    readdirSync(server.dataDir).filter((name) => name.includes('restore')),
    [],
  );
});

test('the audit log of an older backup is chained on its way, and goes on in the running server', async (t) => {
  const server = await startPortico(t);
  const { audit, licences } = server.portico.house.core;
  const old = join(temporaryFolder(t), 'old');
  const file = join(temporaryFolder(t), 'old.bak');
  mkdirSync(old);
  copyFileSync(join(server.dataDir, 'secret.key'), join(old, 'secret.key'));
  const database = openDatabase(join(old, 'portico.db'));
  await migrate(database, 0, { through: 1, ...withoutAuditLog });
  const { currentId } = server.portico.house.keyring;
  await sql`insert into settings (name, value) values ('root-key-id', ${currentId})`.execute(database);
  await sql`insert into audit_log (at, actor, action, target, contract, address, details)
    with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 1234)
    select n, 'cli', 'old', n, '', '', '{}' from numbers`.execute(database);
  await database.destroy();
  assert.equal((await backUp(sqlitePlace(old), file)).status, 0);

  const { status, said } = await restore(placeOf(server), file, '--yes');
  assert.equal(status, 0, said.join());
  await licences.create({ number: 'L-1' }, { actor: 'cli' });
  const { checked, fault } = await audit.verify();
  assert.deepEqual([checked, fault], [1237, undefined]);
  const { entries } = await audit.list({}, { limit: 3 });
  assert.deepEqual(
    entries.map(({ action }) => action),
    ['licence.created', 'backup.restored', 'audit.chained'],
  );
});

test('a backup replaces no file unless it is told to, and leaves nothing behind where it fails', async (t) => {
  const server = await startPortico(t);
  const folder = temporaryFolder(t);
  const file = join(folder, 'portico.bak');
  writeFileSync(file, 'precious');
  const refused = await backUp(placeOf(server), file);
  assert.equal(refused.status, 1);
  assert.match(refused.said.join(), /exists already.*--force/);
  assert.equal(readFileSync(file, 'utf8'), 'precious');
  assert.equal((await backUp(placeOf(server), file, '--force')).status, 0);
  // Again and again: what is read for nothing must fail nobody, however early it is gone.
  for (let time = 0; time < 20; time += 1) {
    const { status, said } = await backUp(placeOf(server), join(folder, 'none', 'portico.bak'));
    assert.equal(status, 1);
    assert.match(said.join(), /no file can be written/);
  }
  assert.match((await backUp(await emptyPlace(t), join(folder, 'b'))).said.join(), /nothing to back up/);
  assert.deepEqual(readdirSync(folder), ['portico.bak']);
});
