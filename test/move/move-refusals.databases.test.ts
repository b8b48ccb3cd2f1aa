import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import { dataPaths } from '../../src/config.ts';
import { openDatabase } from '../../src/db/database.ts';
import { migrate, programVersion, withoutAuditLog } from '../../src/db/migrate.ts';
import { moveToPostgres } from '../../src/move/move-to-postgres.ts';
import { lockDataDir, prepareDataDir } from '../../src/start/data-dir.ts';
import { changeSource, createDemoHouse, runMove } from '../support/moved-houses.ts';
import { query, startPostgres } from '../support/postgres.ts';
import { runPortico, temporaryDataDir } from '../support/process.ts';
import { openByAddress } from '../support/tested-database.ts';

const postgres = await startPostgres({ after });
const house = await createDemoHouse({ after });

/** A copy that a test may spoil. */
function copyHouse(context: Parameters<typeof temporaryDataDir>[0]): string {
  const dataDir = temporaryDataDir(context);
  cpSync(house, dataDir, { recursive: true });
  return dataDir;
}

async function assertRefused(address: string, expected: RegExp, dataDir = house, ...options: string[]): Promise<void> {
  const { status, stdout, said } = await runMove(dataDir, address, ...options);
  assert.deepEqual([status, stdout], [1, ''], said.join('\n'));
  assert.match(said.at(-1) as string, expected);
}

const tablesOf = async (address: string): Promise<string[]> => {
  const db = openByAddress(address);
  try {
    return (await db.introspection.getTables()).map(({ name }) => name).sort();
  } finally {
    await db.destroy();
  }
};

test('a target with a row in it is refused, whether from a move or from a start, and stays as it is', async () => {
  const address = await postgres.createDatabase();
  assert.equal((await runMove(house, address)).status, 0);
  await assertRefused(address, /is not empty \(account_counts, account_terms, accounts and \d+ more\).*createdb/);
  const migrated = await postgres.createDatabase();
  const environment = { PORTICO_DATABASE_URL: migrated, PORTICO_DATA_DIR: house };
  assert.equal((await runPortico(['migrate'], environment)).status, 0);
  await assertRefused(migrated, /is not empty/);
});

test('a target with tables of somebody else is refused where they are in the way, and only there', async () => {
  const beside = await postgres.createDatabase();
  await query(beside, 'create table invoices (id bigint)');
  assert.equal((await runMove(house, beside)).status, 0);
  for (const table of ['settings (name text)', 'schema_migrations (version varchar primary key)']) {
    const address = await postgres.createDatabase();
    await query(address, `create table ${table}`);
    await assertRefused(address, /somebody else .*(settings|schema_migrations).*empty one/);
    assert.equal((await tablesOf(address)).length, 1);
  }
});

test('a target of another schema version, or in another encoding, is refused', async () => {
  for (const [version, expected] of [
    [programVersion - 1, /an older Portico/],
    [programVersion + 1, /a newer Portico/],
  ] as const) {
    const address = await postgres.createDatabase();
    const db = openByAddress(address);
    await migrate(db, 1, { ...withoutAuditLog, through: Math.min(version, programVersion) });
    if (version > programVersion) await query(address, `insert into schema_migrations values (${version}, 'next', 1)`);
    await db.destroy();
    await assertRefused(address, expected);
  }
  await query(postgres.urlOf('postgres'), "create database latin encoding 'LATIN1' locale 'C' template template0");
  await assertRefused(postgres.urlOf('latin'), /LATIN1.*--encoding=UTF8/);
});

test('a target that is not there, and an address that is none, are told of', async () => {
  await assertRefused('postgres://portico@127.0.0.1:1/nothing', /ECONNREFUSED.*start PostgreSQL/);
  await assertRefused(postgres.urlOf('nowhere'), /create the database first/);
  const misused = await runMove(house, 'mysql://127.0.0.1/x');
  assert.deepEqual([misused.status, misused.stdout], [2, '']);
  assert.match(misused.stderr, /^--to must be an address such as postgres:/);
  const nowhere = await runPortico(['move'], { PORTICO_DATA_DIR: house });
  assert.equal(nowhere.status, 1);
  assert.match(nowhere.stderr, /say where to: --to/);
});

test('a source that is missing, older than the program, served or written to is refused, with what to do', async (t) => {
  const address = await postgres.createDatabase();
  await assertRefused(address, /there are no data/, temporaryDataDir(t));

  const older = temporaryDataDir(t);
  prepareDataDir(older);
  const db = openDatabase(dataPaths(older).database);
  await migrate(db, 1, { ...withoutAuditLog, through: programVersion - 1 });
  await db.destroy();
  await assertRefused(address, /behind this program.*portico -- migrate/, older);

  const served = copyHouse(t);
  const unlock = lockDataDir(served);
  await assertRefused(address, new RegExp(`process ${process.pid}\\).*stop it`), served);
  unlock();

  const written = new BetterSqlite3(dataPaths(served).database);
  written.exec('begin immediate');
  await assertRefused(address, /another program is writing to .*portico\.db/, served);
  written.close();
  assert.deepEqual(await tablesOf(address), []);
});

test('what anybody would write to the source during a move is refused, never lost, and the file stays as it is', async (t) => {
  const dataDir = copyHouse(t);
  const { database: file } = dataPaths(dataDir);
  const bytes = readFileSync(file);
  const refusals = new Set<string>();
  let tries = 0;
  const { faults } = await moveToPostgres({
    sourceFile: file,
    target: { url: await postgres.createDatabase(), tls: false, most: 4, mostWaiting: 10 },
    place: 'the target',
    replacesNul: false,
    stopping: new AbortController().signal,
    report() {
      tries += 1;
      const other = new BetterSqlite3(file, { timeout: 0 });
      try {
        other.exec("insert into settings (name, value) values ('late', '1')");
      } catch (error) {
        refusals.add((error as { code: string }).code);
      } finally {
        other.close();
      }
    },
  });
  assert.deepEqual([faults, [...refusals]], [[], ['SQLITE_BUSY']]);
  assert.ok(tries > 80, `${tries}`);
  assert.ok(readFileSync(file).equals(bytes));
});

test('characters 0 and cells of another type are told of, by table, row and column, before anything is copied', async (t) => {
  const dataDir = copyHouse(t);
  changeSource(dataDir, "update faqs set content = 'a' || char(0) || 'b', title = char(0) where id = 2");
  const address = await postgres.createDatabase();
  await assertRefused(
    address,
    /faqs 2, title \(a character 0\); faqs 2, content \(a character 0\).*--replace-nul/,
    dataDir,
  );
  assert.deepEqual(await tablesOf(address), []);
  const { status, stderr } = await runMove(dataDir, address, '--replace-nul');
  assert.equal(status, 0, stderr);
  const db = openByAddress(address);
  t.after(() => db.destroy());
  const faq = await db.selectFrom('faqs').select(['title', 'content']).where('id', '=', 2).executeTakeFirst();
  assert.deepEqual(faq, { title: '\uFFFD', content: 'a\uFFFDb' });

  const target = await postgres.createDatabase();
  changeSource(dataDir, "update faqs set position = x'ff' where id = 1");
  await assertRefused(target, /faqs 1, position \(not of its type\)/, dataDir, '--replace-nul');
  changeSource(dataDir, 'update faqs set position = 9007199254740993 where id = 1');
  await assertRefused(target, /faqs 1, position \(not of its type\)/, dataDir, '--replace-nul');
  changeSource(dataDir, 'update faqs set position = 1 where id = 1');
  changeSource(dataDir, "insert into settings (name, value) values ('n' || char(0), '')");
  await assertRefused(
    target,
    /settings "n\\u0000", name \(a character 0\).*correct these rows first/,
    dataDir,
    '--replace-nul',
  );
});

test('rows that refer to nothing, and tables that are not Portico’s, are told of and not left out', async (t) => {
  const dataDir = copyHouse(t);
  const address = await postgres.createDatabase();
  changeSource(dataDir, 'create table notes (id integer primary key, text text)');
  await assertRefused(address, /the table notes is not Portico's/, dataDir);
  changeSource(dataDir, 'drop table notes');
  assert.equal(
    (await runMove(dataDir, address)).status,
    0,
    'what was refused before copying goes on when it is mended',
  );
  changeSource(
    dataDir,
    'pragma foreign_keys = off; delete from accounts where id = (select min(account_id) from feedback)',
  );
  await assertRefused(await postgres.createDatabase(), /a row of \w+ refers to none of accounts/, dataDir);
});

test('help is in English and Chinese', async () => {
  const { status, stdout } = await runPortico(['move', '--help']);
  assert.equal(status, 0);
  assert.match(stdout, /empty PostgreSQL[\s\S]*迁移/);
});
