import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Binary, ObjectId, UUID } from 'mongodb';
import { Client } from 'pg';
import { startMongodbDouble } from '../doubles/mongodb.ts';
import { startMariadb } from '../support/mariadb.ts';
import { startPortico } from '../support/portico.ts';
import { startPostgres } from '../support/postgres.ts';
import { collect, spawnPortico, untilIdle } from '../support/process.ts';
import { createEntering } from './entering.ts';
import { createHandover, importInto } from './former-back-end.ts';

const handover = createHandover({ after });
const at = await startPortico({ after });
const { database } = at.portico.house;
const enter = createEntering(at);

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
const count = 1_203;
const nameOf = (source: string, n: number): string => `${source}_${n}`;
const passwordOf = (n: number): string => `Secret_${n}`;
const gbk = { 'utf-8': '用户', gbk: Buffer.from([0xd3, 0xc3, 0xbb, 0xa7]) } as const;

/** A mapping whose columns are the same in every source; `more` stands before its tables, `query` after them. */
const mappingOf = (source: string, query = ''): string =>
  handover.writeMapping(`
source = "${source}"
door = "mobile"
[fields]
id = "id"
handle = "login"
display_name = "profile"
created_at = "created"
[password]
column = "hash"
format = "sha256(password)"
${query}
`);

/** What every source has to come to: as many accounts, with their names and times, and somebody who gets in. */
async function assertImported(source: string, name = '用户'): Promise<void> {
  const rows = await database
    .selectFrom('imported_accounts')
    .innerJoin('accounts', 'accounts.id', 'imported_accounts.account_id')
    .select(['handle', 'display_name', 'created_at'])
    .where('source', '=', source)
    .execute();
  assert.equal(rows.length, count);
  const last = rows.find(({ handle }) => handle === nameOf(source, count));
  assert.deepEqual(last, {
    handle: nameOf(source, count),
    display_name: `${name}${count}`,
    created_at: Date.parse('2019-03-04T05:06:07+08:00'),
  });
  assert.equal(await enter('mobile', nameOf(source, count), passwordOf(1)), false);
  assert.equal(await enter('mobile', nameOf(source, count), passwordOf(count)), true);
}

const numbers = Array.from({ length: count }, (_, index) => index + 1);

test('import: CSV in another encoding, with other separators, and with quotes over several lines', async () => {
  const lines = numbers.map((n) =>
    `${n};${nameOf('csv', n)};"`.concat(
      '',
      `§§${n}"`,
      `;2019-03-04 05:06:07;${sha256(passwordOf(n)).toString('base64')}`,
    ),
  );
  const text = `id;login;profile;created;hash\r\n${lines.join('\r\n')}\r\n`;
  const bytes = Buffer.concat(
    text.split('§§').flatMap((part, index) => [...(index > 0 ? [gbk.gbk] : []), Buffer.from(part)]),
  );
  const file = handover.write(bytes, 'csv');
  const { counts, said } = await importInto(at, [file, '--mapping', mappingOf('csv'), '--encoding', 'gbk']);
  assert.equal(counts.created, count, said.join('\n'));
  await assertImported('csv');
});

test('import: columns that have nothing, as exports of MySQL write it, prove no phone and are no password', async () => {
  const text =
    'id,login,phone,phone_ok,hash\n1,nothing-1,NULL,NULL,NULL\n2,nothing-2,13812345601,\\N,\\N\n3,NULL,13812345602,2019-03-04,\\N\n';
  const mapping = handover.writeMapping(
    'source = "nothing"\ndoor = "mobile"\n[fields]\nid = "id"\nhandle = "login"\nphone = "phone"\nphone_verified = "phone_ok"\n[password]\ncolumn = "hash"\n',
  );
  const { counts, said } = await importInto(at, [handover.write(text, 'csv'), '--mapping', mapping]);
  assert.deepEqual([counts.created, counts['without a password']], [3, 3], said.join('\n'));
  const rows = await database
    .selectFrom('accounts')
    .selectAll()
    .where('phone', 'like', '+861381234560%')
    .orderBy('phone')
    .execute();
  assert.deepEqual(
    rows.map(({ handle, phone_verified_at: at }) => [handle, at === null]),
    [
      ['nothing-2', true],
      [null, false],
    ],
  );
});

test('import: what was read in another encoding than the file has is refused, and not taken as signs that nobody wrote', async () => {
  const text = Buffer.concat([Buffer.from('id,login,profile,created,hash\n1,mojibake,'), gbk.gbk, Buffer.from(',,\n')]);
  const words = [handover.write(text, 'csv'), '--mapping', mappingOf('mojibake')];
  const { counts, said } = await importInto(at, words);
  assert.equal(counts.refused, 1);
  assert.match(said.join('\n'), /display_name: .* is of another encoding: --encoding gbk/);
  assert.equal((await importInto(at, [...words, '--encoding', 'gbk'])).counts.created, 1);
});

test('import: NDJSON with nested documents and empty lines, and lines that are none', async () => {
  const rows = numbers.map((n) => ({
    id: n,
    user: { login: nameOf('ndjson', n) },
    profile: `用户${n}`,
    created: '2019-03-03T21:06:07Z',
    hash: sha256(passwordOf(n)).toString('hex'),
  }));
  const text = `\ufeff${rows.map((row) => JSON.stringify(row)).join('\n')}\n\n[1]\n{"id":\n`;
  const mapping = handover.writeMapping(
    `source = "ndjson"\ndoor = "mobile"\n[fields]\nid = "id"\nhandle = "user.login"\ndisplay_name = "profile"\ncreated_at = "created"\n[password]\ncolumn = "hash"\nformat = "sha256(password)"\n`,
  );
  const { counts, said } = await importInto(at, [handover.write(text, 'jsonl'), '--mapping', mapping]);
  assert.equal(counts.created, count, said.join('\n'));
  assert.deepEqual(
    said.filter((line) => line.includes('refused')),
    [2, 3].map(
      (n) => `line ${count + n}: refused: it is no JSON object on one line (jq -c ".[]" makes such lines of an array)`,
    ),
  );
  await assertImported('ndjson');
});

test('import: NDJSON with ids of more digits than a number keeps: nobody is taken for the neighbour', async () => {
  const ids = ['1234567890123456788', '1234567890123456789'];
  const lines = ids.map((id) => `{"id":${id},"login":"long_${id}","profile":"","created":1551647167000,"hash":""}`);
  const { counts, said } = await importInto(at, [
    handover.write(lines.join('\n'), 'ndjson'),
    '--mapping',
    mappingOf('long-ids'),
  ]);
  assert.equal(counts.created, 2, said.join('\n'));
  const rows = await database
    .selectFrom('imported_accounts')
    .select('former_id')
    .where('source', '=', 'long-ids')
    .orderBy('former_id')
    .execute();
  assert.deepEqual(
    rows.map(({ former_id: id }) => id),
    ids,
  );
});

test('import: a text that no database keeps costs its own row alone', async () => {
  const rows = [
    '"a\\u0000b","login":"no_text_1"',
    '"2","login":"no_text_2","profile":"x\\ud83d"',
    '"3","login":"text_3"',
  ];
  const text = rows.map((row) => `{"id":${row},"created":"","hash":""}`).join('\n');
  const { counts, said } = await importInto(at, [
    handover.write(text.replace('"text_3"', '"text_3","profile":""'), 'ndjson'),
    '--mapping',
    mappingOf('no-text'),
  ]);
  assert.deepEqual([counts.created, counts.refused], [1, 2], said.join('\n'));
});

test('import: MariaDB by a query, in a transaction that cannot write, with bytes and times as they are stored there', async (t) => {
  const mariadb = await startMariadb({ after: (ending) => t.after(ending) });
  await mariadb.run(
    'create table users (id bigint unsigned primary key, login varchar(40), profile varchar(40), created datetime, hash binary(32)) character set utf8mb4',
    `insert into users values ${numbers.map((n) => `(${n}, '${nameOf('mariadb', n)}', '用户${n}', '2019-03-04 05:06:07', x'${sha256(passwordOf(n)).toString('hex')}')`).join(',')}`,
  );
  const environment = { PORTICO_IMPORT_URL: mariadb.url };
  const query = '[query]\nsql = "select * from users order by id;"';
  const { counts, said } = await importInto(at, ['--mapping', mappingOf('mariadb', query)], environment);
  assert.equal(counts.created, count, said.join('\n'));
  await assertImported('mariadb');
  await mariadb.run(
    'create table bits (id int, phone varchar(20), ok bit(1))',
    "insert into bits values (1, '13812345701', b'0'), (2, '13812345702', b'1'), (3, '13812345703', null)",
  );
  const bits = (sql: string): string =>
    handover.writeMapping(
      `source = "bits"\ndoor = "mobile"\n[fields]\nid = "id"\nphone = "phone"\nphone_verified = "ok"\n[query]\nsql = "${sql}"\n`,
    );
  const twins = 'select * from bits a join bits b using (phone)';
  const refusedTwins = await importInto(at, ['--mapping', bits(twins)], environment);
  assert.match(refusedTwins.said.join('\n'), /two columns are called "id"/);
  await importInto(at, ['--mapping', bits('select * from bits')], environment);
  const proved = await database
    .selectFrom('accounts')
    .select(['phone', 'phone_verified_at as at'])
    .where('phone', 'like', '+861381234570%')
    .orderBy('phone')
    .execute();
  assert.deepEqual(
    proved.map(({ at }) => at !== null),
    [false, true, false],
    'what a bit denies is not proved',
  );
  const writing = '[query]\nsql = "delete from users returning id"';
  const refused = await importInto(at, ['--mapping', mappingOf('mariadb-2', writing)], environment);
  assert.equal(refused.status, 1);
  assert.match(refused.said.join('\n'), /READ ONLY/i);
  const again = await importInto(at, ['--from', mariadb.url, '--mapping', mappingOf('mariadb', query)]);
  assert.equal(again.counts['taken before'], count);
});

test('import: PostgreSQL by a query, in a transaction that cannot write', async (t) => {
  const postgres = await startPostgres({ after: (ending) => t.after(ending) });
  const url = await postgres.createDatabase();
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(
    'create table users (id bigint primary key, login text, profile text, created timestamptz, hash bytea)',
  );
  for (const n of numbers) {
    const values = [n, nameOf('postgres', n), `用户${n}`, '2019-03-04 05:06:07+08', sha256(passwordOf(n))];
    await client.query('insert into users values ($1, $2, $3, $4, $5)', values);
  }
  await client.end();
  const query = `[query]\nsql = "select * from users order by id -- all of them"`;
  const environment = { PORTICO_IMPORT_URL: url };
  const { counts, said } = await importInto(at, ['--mapping', mappingOf('postgres', query)], environment);
  assert.equal(counts.created, count, said.join('\n'));
  await assertImported('postgres');
  const writing = '[query]\nsql = "delete from users returning id"';
  const refused = await importInto(at, ['--mapping', mappingOf('postgres-2', writing)], environment);
  assert.equal(refused.status, 1);
  assert.match(refused.said.join('\n'), /read-only/);
});

test('import: MongoDB by a collection and a filter, portion after portion', async (t) => {
  const users = numbers.map((n) => ({
    _id: new ObjectId(),
    id: n,
    login: nameOf('mongodb', n),
    profile: `用户${n}`,
    created: new Date('2019-03-03T21:06:07Z'),
    hash: new Binary(sha256(passwordOf(n))),
    kind: 'person',
  }));
  const robots = [{ _id: new ObjectId(), id: 0, login: 'robot', kind: 'robot' }];
  const mongodb = await startMongodbDouble({ after: (ending) => t.after(ending) }, { users: [...users, ...robots] });
  const query = '[query]\ncollection = "users"\n[query.filter]\nkind = "person"';
  const { counts, said } = await importInto(at, ['--from', mongodb.url, '--mapping', mappingOf('mongodb', query)]);
  assert.deepEqual([counts.created, counts.refused], [count, 0], said.join('\n'));
  assert.ok(mongodb.portions() >= 10);
  await assertImported('mongodb');
});

test('import: MongoDB ids that are documents or bytes are told apart', async (t) => {
  const users = [{ a: 1, b: 1 }, { a: 1, b: 2 }, new UUID(), new UUID()].map((_id, n) => ({
    _id,
    login: `by_id_${n}`,
  }));
  const mongodb = await startMongodbDouble({ after: (ending) => t.after(ending) }, { users });
  const mapping = handover.writeMapping(
    'source = "by-id"\ndoor = "mobile"\n[fields]\nid = "_id"\nhandle = "login"\n[query]\ncollection = "users"\n',
  );
  const { counts, said } = await importInto(at, ['--from', mongodb.url, '--mapping', mapping]);
  assert.equal(counts.created, 4, said.join('\n'));
});

test('import: Ctrl-C ends one whose source says nothing, and what came before is kept', async (t) => {
  const postgres = await startPostgres({ after: (ending) => t.after(ending) });
  const mariadb = await startMariadb({ after: (ending) => t.after(ending) });
  const idle = (source: string, sql = ''): string =>
    handover.writeMapping(
      `source = "${source}"\ndoor = "mobile"\n[fields]\nid = "id"\nhandle = "login"\n${sql && `[query]\nsql = "${sql}"\n`}`,
    );
  const sources = [
    { words: ['-', '--mapping', idle('idle-csv')], created: 0 },
    {
      words: [
        '-',
        '--report',
        join(handover.folder, 'idle.csv'),
        '--format',
        'ndjson',
        '--mapping',
        idle('idle-ndjson'),
      ],
      created: 1,
    },
    {
      words: [
        '--from',
        await postgres.createDatabase(),
        '--mapping',
        idle('idle-pg', 'select 1 as id, pg_sleep(300) as login'),
      ],
      created: 0,
    },
    { words: ['--from', mariadb.url, '--mapping', idle('idle-my', 'select 1 as id, sleep(300) as login')], created: 0 },
  ];
  for (const { words, created } of sources) {
    const child = spawnPortico(
      ['import', 'accounts', ...words],
      { ...at.environment, PORTICO_LOG_LEVEL: 'silent' },
      undefined,
      null,
    );
    const output = collect(child);
    const ended = once(child, 'close');
    child.stdin?.write(words.includes('ndjson') ? '{"id":1,"login":"idle_ndjson"}\n' : 'id,login\n1,idle');
    await untilIdle(child);
    child.kill('SIGINT');
    assert.deepEqual(await ended, [1, null], words.join(' '));
    assert.match(output.stderr, /it was stopped; the same command (with another --report )?goes on/);
    assert.equal(output.stderr.includes('--report'), words.includes('--report'));
    assert.match(output.stdout, new RegExp(`^created: ${created}$`, 'm'), words.join(' '));
  }
});

const misuses: ReadonlyArray<readonly [words: string[], said: RegExp]> = [
  [[], /--mapping/],
  [['--mapping', 'nowhere.toml'], /nowhere\.toml cannot be read/],
  [['--mapping', mappingOf('x')], /say what to read: a file, or --from/],
  [['nowhere.csv', '--mapping', mappingOf('x')], /nowhere\.csv cannot be read/],
  [[handover.folder, '--mapping', mappingOf('x')], /is no file/],
  [
    ['--from', 'mysql://reader:secret@127.0.0.1/shop', '--mapping', mappingOf('x')],
    /put the address into PORTICO_IMPORT_URL/,
  ],
  [['--from', 'oracle://127.0.0.1/shop', '--mapping', mappingOf('x')], /must begin with mysql:\/\//],
  [['--from', 'mysql://127.0.0.1/shop', '--mapping', mappingOf('x')], /no \[query\] with sql/],
  [['--from', 'mongodb://127.0.0.1/shop', '--mapping', mappingOf('x')], /no \[query\] with collection/],
  [
    ['--from', 'mysql://127.0.0.1:1/shop', '--mapping', mappingOf('x', '[query]\nsql = "select 1"')],
    /the database at 127\.0\.0\.1:1 cannot be read: connect ECONNREFUSED/,
  ],
  [['x.csv', '--from', 'mysql://127.0.0.1/shop', '--mapping', mappingOf('x')], /leave one out/],
  [
    [handover.write('id,login\n1,x\n', 'csv'), '--mapping', mappingOf('x')],
    /"profile", "created", "hash", which no row has; there are id, login/,
  ],
  [[handover.write('id,id\n1,2\n', 'csv'), '--mapping', mappingOf('x')], /two columns are called "id"/],
  [[handover.write('id,login\n1,"x\n', 'csv'), '--mapping', mappingOf('x')], /begins at line 2 does not end/],
  [
    [handover.write('id\n1\n', 'csv'), '--mapping', mappingOf('x'), '--encoding', 'klingon'],
    /encoding klingon is unknown/,
  ],
  [[handover.write('id\n1\n', 'csv'), '--mapping', mappingOf('x'), '--separator', '::'], /one sign/],
];

for (const [words, said] of misuses) {
  test(`import: ${words.join(' ').slice(-60) || 'nothing'} is refused with what to do`, async () => {
    const outcome = await importInto(at, words);
    assert.ok(outcome.status > 0);
    assert.match(outcome.said.join('\n'), said);
    assert.ok(!outcome.said.join().includes('secret'));
  });
}

const mistakes: ReadonlyArray<readonly [toml: string, said: RegExp]> = [
  ['source = ', /is no TOML: line 1/],
  ['', /source is missing.*door is missing.*neither handle, phone nor email/],
  ['source = "a"\ndoor = "window"', /door is "window", and must be one of desktop, mobile, staff, blog/],
  ['source = "a"\ndoor = "blog"\nsorce = "b"', /sorce is unknown/],
  ['source = "a"\ndoor = "blog"\n[fields]\nemial = "x"', /fields\.emial is unknown; there are id, handle/],
  ['source = "a"\ndoor = "blog"\n[fields]\nemail = 7', /fields\.email must name a column/],
  [
    'source = "a"\ndoor = "blog"\n[fields]\nemail = "x"\n[password]\nformat = "md5"',
    /password\.column is missing.*md5 is unknown/,
  ],
  [
    'source = "a"\ndoor = "blog"\n[fields]\nemail = "x"\n[password]\ncolumn = "p"\nkey_env = "NOT_SET"',
    /names NOT_SET, which is not set/,
  ],
  ['source = "a"\ndoor = "blog"\ntime_zone = "Mars"\n[fields]\nemail = "x"', /"Mars" is no time zone/],
  [
    'source = "a"\ndoor = "blog"\n[fields]\nemail = "x"\n[merge]\nother_handle = "guess"',
    /must be one of refuse, keep/,
  ],
];

for (const [toml, said] of mistakes) {
  test(`import: the mapping ${JSON.stringify(toml).slice(-50)} is refused with everything that is wrong`, async () => {
    const outcome = await importInto(at, ['x.csv', '--mapping', handover.writeMapping(toml)]);
    assert.equal(outcome.status, 1);
    assert.match(outcome.said.join('\n'), said);
  });
}
