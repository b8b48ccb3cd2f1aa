import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import { sql } from 'kysely';
import { findPostgres } from '../scripts/postgres.mjs';
import { runCommandLine } from '../src/cli/command-line.ts';
import { dataPaths } from '../src/config.ts';
import { isPostgres } from '../src/db/dialect.ts';
import { emptyPlace, placeOf, program, publish, register, runAt, temporaryFolder } from './support/backup.ts';
import { startPortico } from './support/portico.ts';
import { servePortico } from './support/process.ts';
import { isPostgresRun } from './support/tested-database.ts';

test('database verify finds nothing wrong with the data of a serving server, and everything that was done to them since', async (t) => {
  const server = await startPortico(t);
  const { house } = server.portico;
  const { database: db } = house;
  await register(server, '13800138000');
  for (const version of ['1.0.0', '2.0.0']) await publish(house, version);
  const verify = async (...words: string[]) => {
    const printed: string[] = [];
    const cli = { environment: placeOf(server).environment, print: (line: string) => printed.push(line), say() {} };
    const status = await runCommandLine(['database', 'verify', ...words], cli);
    return { status, printed, faults: printed.filter((line) => line.startsWith('FAULT: ')) };
  };

  const whole = await verify('--deep');
  assert.deepEqual([whole.status, whole.faults], [0, []]);
  for (const says of [
    /^root key: \w+ fits$/,
    /^schema: the program's, \d{3,} parts$/,
    /^rows: accounts 2$/,
    /^rows: releases 2$/,
    /^references: none leads to nothing$/,
    /^audit log: whole, \d+ entries, newest \d+:/,
    /^stored files: 2 of 2 are there, with their contents$/,
    /^counts: 2 accounts, as they are counted$/,
    /^search: knows every account as it is$/,
    /^The database is consistent\. \/ 数据库一致。$/,
  ]) {
    assert.ok(
      whole.printed.some((line) => says.test(line)),
      `${says}\n${whole.printed.join('\n')}`,
    );
  }

  const [missing = '', damaged = ''] = (await house.core.releases.list({ limit: 2 })).map((each) => each.storage_name);
  const { files } = dataPaths(server.dataDir);
  rmSync(join(files, missing));
  writeFileSync(join(files, damaged), Buffer.alloc(program.length, 'x'));
  await sql`drop index sessions_by_account`.execute(db);
  await sql`create table left_over (id integer primary key)`.execute(db);
  await sql`update accounts set display_name = '欧阳' where id = 2`.execute(db);
  await sql`insert into account_terms (term, account_id) values ('nobody', 4711)`.execute(db);
  await sql`update account_counts set total = total + 1`.execute(db);
  const spoilt = await verify();
  const tells = (faults: string[], ...expected: RegExp[]) => {
    for (const says of expected)
      assert.ok(
        faults.some((line) => says.test(line)),
        `${says}\n${faults.join('\n')}`,
      );
  };
  assert.equal(spoilt.status, 1);
  const ofSearch = /^FAULT: search: [1-9]\d* terms are missing, [1-9]\d* are of nobody$/;
  tells(
    spoilt.faults,
    /schema: this is missing: .*index.* sessions_by_account/i,
    /schema: this is not of this program: .*left_over/,
    new RegExp(`stored files: ${missing} is missing`),
    /^FAULT: counts: there are 2 accounts, and 1 stretches of their ids are counted wrong$/,
    ofSearch,
  );
  assert.ok(!spoilt.faults.some((line) => line.includes(damaged)), 'its size is right');
  const deep = await verify('--deep');
  tells(deep.faults, new RegExp(`stored files: ${damaged} is damaged`), ofSearch);

  await letRowsDangle(server);
  const dangling = await verify();
  tells(dangling.faults, /^FAULT: references: 1 rows of known_devices refer by account_id to none of accounts$/);
});

/** Foreign keys keep that from happening: it comes from elsewhere, or with damage. */
async function letRowsDangle({ portico, dataDir }: Awaited<ReturnType<typeof startPortico>>): Promise<void> {
  const insert = `insert into known_devices (account_id, device, last_seen_at) values (4711, 'x', ${Date.now()})`;
  const { database: db } = portico.house;
  if (isPostgres(db)) {
    await sql`alter table known_devices drop constraint known_devices_account_id_fkey`.execute(db);
    await sql.raw(insert).execute(db);
    return;
  }
  const database = new BetterSqlite3(dataPaths(dataDir).database);
  database.pragma('foreign_keys = OFF');
  database.exec(insert);
  database.close();
}

if (isPostgresRun) {
  test('what pg_dump and pg_restore carried is consistent, and who was signed in still is', async (t) => {
    const server = await startPortico(t);
    const isSignedIn = await register(server, '13800138000');
    await publish(server.portico.house, '1.0.0');
    const place = await emptyPlace(t);
    const dump = join(temporaryFolder(t), 'portico.dump');
    const bin = findPostgres() ?? '';
    const [from = '', to = ''] = [placeOf(server), place].map(({ environment }) => environment.PORTICO_DATABASE_URL);
    execFileSync(join(bin, 'pg_dump'), ['--format=custom', '--no-owner', '--no-privileges', `--file=${dump}`, from]);
    const how = ['--no-owner', '--no-privileges', '--exit-on-error', '--single-transaction'];
    execFileSync(join(bin, 'pg_restore'), [...how, `--dbname=${to}`, dump]);
    cpSync(server.dataDir, place.dataDir, { recursive: true });
    const verified = await runAt(place, ['database', 'verify', '--deep']);
    assert.equal(verified.status, 0, verified.stdout + verified.stderr);
    const { url } = await servePortico(t, place.dataDir, place.environment);
    assert.equal(await isSignedIn(url), 0);
  });
}
