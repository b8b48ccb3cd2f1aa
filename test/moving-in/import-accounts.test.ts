import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { createBlogClient, md5 } from '../support/blog.ts';
import { call, startPortico } from '../support/portico.ts';
import { runHere } from '../support/run-here.ts';
import { createEntering } from './entering.ts';
import { createHandover, importInto } from './former-back-end.ts';

const handover = createHandover({ after });
const at = await startPortico({ after });
const { core, database } = at.portico.house;
const blog = createBlogClient(at);
const enter = createEntering(at);

const blogMapping = handover.writeMapping(`
source = "old-blog"
door = "blog"
[fields]
id = "uid"
handle = "username"
email = "email"
email_verified = "checked"
display_name = "nick"
created_at = "regtime"
status = "state"
gender = "sex"
[values.status]
1 = "active"
0 = "frozen"
[values.gender]
1 = "male"
[password]
column = "pwd"
format = "md5(md5(password)+salt)"
salt = "salt"
`);
const mobileMapping = handover.writeMapping(`
source = "old-app"
door = "mobile"
[fields]
id = "id"
phone = "phone"
phone_verified = true
email = "email"
email_verified = "email_ok"
display_name = "name"
avatar = "avatar"
[password]
column = "hash"
format = "sha1(password)"
`);
const staffMapping = handover.writeMapping(`
source = "old-staff"
door = "staff"
[fields]
handle = "login"
phone = "phone"
phone_verified = true
real_name = "name"
[password]
column = "hash"
format = "md5(password)"
`);

const blogRow = (row: Record<string, string>) => ({
  uid: '1',
  username: '',
  email: '',
  checked: '1',
  nick: '',
  regtime: '1551675967',
  state: '1',
  sex: '',
  pwd: md5(`${md5('old secret')}salt`),
  salt: 'salt',
  ...row,
});
const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');
const findByHandle = async (handle: string) =>
  (await core.accounts.findBy({ kind: 'handle', handleKey: handle })) ?? assert.fail(handle);

test('import: who was registered signs in with the former password, and has a verifier of ours from then on', async () => {
  const file = handover.writeCsv([
    blogRow({
      uid: '1',
      username: 'Alice',
      email: 'Alice@Example.com',
      nick: '爱丽丝',
      sex: '1',
      regtime: '2019-03-04 05:06:07',
    }),
    blogRow({ uid: '2', username: 'bob', email: 'bob@example.com', checked: '0', state: '0' }),
    blogRow({ uid: '3', username: 'carol', pwd: '', salt: '' }),
  ]);
  const { status, counts, said } = await importInto(at, [file, '--mapping', blogMapping]);
  assert.equal(status, 0, said.join('\n'));
  assert.deepEqual(counts, {
    'rows read': 3,
    created: 3,
    merged: 0,
    'taken before': 0,
    refused: 0,
    'to be decided': 0,
    'without a password': 1,
  });
  const before = await findByHandle('alice');
  assert.match(before.password_verifier ?? '', /^former\./);
  assert.deepEqual(
    [before.handle, before.email, before.display_name, before.gender, before.origin, before.status],
    ['Alice', 'alice@example.com', '爱丽丝', 1, 'blog', 'active'],
  );
  assert.equal(before.created_at, Date.parse('2019-03-04T05:06:07+08:00'), 'a clock’s time is of the server’s zone');
  assert.equal(await enter('blog', 'alice', 'another secret'), false);
  assert.equal(await enter('blog', 'alice', 'old secret'), true);
  const ours = await findByHandle('alice');
  assert.match(ours.password_verifier ?? '', /^[0-9a-f]{8}\$argon2id\$/);
  assert.equal(await enter('blog', 'alice', 'old secret'), true);
  assert.equal(await enter('mobile', 'alice@example.com', 'old secret'), true, 'and at the other doors, too');
  assert.equal((await blog.login('bob', 'old secret')).status, 403, 'frozen there, frozen here');
  assert.equal((await findByHandle('bob')).email_verified_at, null);
  assert.equal(await enter('blog', 'carol', ''), false);
});

test('import: rows that cannot be taken are refused with their line and every reason, and the others come in', async () => {
  const report = `${handover.folder}/refused.csv`;
  const file = handover.write(
    [
      'uid,username,email,checked,nick,regtime,state,sex,pwd,salt',
      `r1,,nobody at all,1,,,1,,${md5('x')},s`,
      `r2,13912345678,,1,,yesterday,9,,short,s`,
      'r3,too,few',
      `r4,"=cmd()",,1,"two`,
      `lines",,1,,${md5('x')},s`,
      `r5,neither,,1,,,1,toString,${md5('x')},s`,
      `r6,fine,,1,,,1,保密,${md5('x')},s`,
      '',
    ].join('\n'),
    'csv',
  );
  const { counts, said } = await importInto(at, [file, '--mapping', blogMapping, '--report', report]);
  assert.deepEqual([counts.created, counts.refused], [1, 5]);
  const lines = readFileSync(report, 'utf8').trimEnd().split('\r\n');
  assert.deepEqual(lines, [
    '\ufeffline,id,outcome,reason,accounts',
    '2,r1,refused,"email: ""nobody at all"" is no e-mail; there is neither a handle, a phone nor an e-mail to sign in with",',
    '3,r2,refused,"password: it is not 16 bytes in hexadecimal or base64; status: ""9"" means nothing: say it in [values.status], as one of active, frozen, rejected, waiting; handle: ""13912345678"" looks like a phone or an e-mail, and is not the row’s own; created_at: ""yesterday"" is no time; there is neither a handle, a phone nor an e-mail to sign in with",',
    '4,,refused,"it has 3 fields, and the header 10",',
    '5,r4,refused,display_name: it is not one line of at most 64 characters,',
    '7,r5,refused,"gender: ""toString"" means nothing: say it in [values.gender], as female, male or unknown",',
  ]);
  assert.ok(said.includes('line 4: refused: it has 3 fields, and the header 10'), said.join('\n'));
  assert.ok(
    !said.join().includes('short') && !lines.join().includes(md5('x')),
    'what was stored of a password is told nowhere',
  );
  const again = await importInto(at, [file, '--mapping', blogMapping, '--report', report]);
  assert.match(again.said.join(), /is there already: name another file/);
});

test('import: an id that two rows have is told, however far apart they are, also by a dry run', async () => {
  const row = (id: number, n: number): string => `${id},twice_${n}\n`;
  const rows = Array.from({ length: 1_100 }, (_, n) => row(n, n)).join('');
  const file = handover.write(`id,login\n${rows}${row(5, 5_000)}${row(2_000, 5_001)}${row(2_000, 5_002)}`, 'csv');
  const mapping = handover.writeMapping('source = "twice"\ndoor = "mobile"\n[fields]\nid = "id"\nhandle = "login"\n');
  const told = [
    'line 1102, id 5: left out: an earlier row has the same id',
    'line 1104, id 2000: left out: an earlier row has the same id',
  ];
  for (const more of [['--dry-run'], []]) {
    const { said } = await importInto(at, [file, '--mapping', mapping, ...more]);
    assert.deepEqual(
      said.filter((line) => line.includes('left out')),
      told,
    );
  }
  const { counts, said } = await importInto(at, [file, '--mapping', mapping]);
  assert.deepEqual([counts['taken before'], said.join('\n').includes('left out')], [1_103, false]);
});

test('import: one person in two back ends is one account, by the proved phone, and signs in at each door as before', async () => {
  const app = handover.writeCsv([
    {
      id: 'a1',
      phone: '13527461001',
      email: 'dora@example.com',
      email_ok: '1',
      name: '朵拉',
      avatar: 'https://example.com/d.png',
      hash: sha1('app_secret'),
    },
  ]);
  const staff = handover.writeCsv([
    { login: 'dora', phone: '+8613527461001', name: '张朵拉', hash: md5('staff_secret') },
  ]);
  assert.equal((await importInto(at, [app, '--mapping', mobileMapping])).counts.created, 1);
  assert.equal((await importInto(at, [staff, '--mapping', staffMapping])).counts.merged, 1);
  const dora = await findByHandle('dora');
  assert.deepEqual(
    [dora.display_name, dora.real_name, dora.email, dora.phone],
    ['朵拉', '张朵拉', 'dora@example.com', '+8613527461001'],
  );
  assert.equal(await enter('mobile', '13527461001', 'staff_secret'), false);
  assert.equal(await enter('mobile', '13527461001', 'app_secret'), true);
  assert.equal(await enter('staff', 'dora', 'app_secret'), false);
  assert.equal(await enter('staff', 'dora', 'staff_secret'), true);
  const doors = await database
    .selectFrom('door_passwords')
    .select(['contract', 'verifier'])
    .where('account_id', '=', dora.id)
    .execute();
  assert.deepEqual(
    doors.map(({ contract, verifier }) => [contract, /\$argon2id\$/.test(verifier)]),
    [['staff', true]],
  );
  await core.passwords.reset(dora.id, { form: 'plain', value: 'one_for_all' }, 'cli');
  assert.equal(await enter('staff', 'dora', 'staff_secret'), false, 'a new password is the only one');
  assert.equal(await enter('staff', 'dora', 'one_for_all'), true);
  assert.equal(await enter('mobile', '13527461001', 'one_for_all'), true);
});

test('import: nobody is merged by a name or by what was only typed in; what does not fit is listed for a human', async () => {
  await importInto(at, [
    handover.writeCsv([
      blogRow({ uid: 'c1', username: 'eva', email: 'eva@example.com' }),
      blogRow({ uid: 'c2', username: 'fred', email: 'fred@example.com', checked: '0' }),
    ]),
    '--mapping',
    blogMapping,
  ]);
  const [eva, fred] = [await findByHandle('eva'), await findByHandle('fred')];
  const sourceTwo = handover.writeMapping(readFileSync(blogMapping, 'utf8').replace('old-blog', 'older-blog'));
  const { counts, said } = await importInto(at, [
    handover.writeCsv([
      blogRow({ uid: 'd1', username: 'EVA', email: 'another-eva@example.com' }),
      blogRow({ uid: 'd2', username: 'eva2', email: 'eva@example.com' }),
      blogRow({ uid: 'd3', username: 'fred2', email: 'fred@example.com', checked: '0' }),
      blogRow({ uid: 'd4', username: '', email: 'fred@example.com', checked: '0' }),
      blogRow({ uid: 'd5', username: '', email: 'eva@example.com', state: '0' }),
    ]),
    '--mapping',
    sourceTwo,
  ]);
  assert.deepEqual([counts.created, counts.merged, counts['to be decided']], [1, 0, 4]);
  // Besides, it may say that something takes its time.
  const findings = said.filter((line) => line.startsWith('line '));
  assert.deepEqual(findings, [
    `line 2, id d1: conflict: another account has the handle, and nothing proved says that they are one person (account ${eva.id})`,
    `line 3, id d2: conflict: the same person has another handle here; merge.other_handle = "keep" keeps that one (account ${eva.id})`,
    `line 4, id d3: waits: another account has the e-mail: it waits for a proof (account ${(await findByHandle('fred2')).id})`,
    `line 5, id d4: conflict: all that it would sign in with is another account’s (account ${fred.id})`,
    `line 6, id d5: conflict: the account here has another status (account ${eva.id})`,
  ]);
  assert.equal((await findByHandle('fred2')).pending_email, 'fred@example.com');
  const keeping = handover.writeMapping(`${readFileSync(sourceTwo, 'utf8')}\n[merge]\nother_handle = "keep"\n`);
  const kept = await importInto(at, [
    handover.writeCsv([blogRow({ uid: 'd2', username: 'eva2', email: 'eva@example.com' })]),
    '--mapping',
    keeping,
  ]);
  assert.equal(kept.counts.merged, 1);
  assert.equal((await core.accounts.get(eva.id)).handle, 'eva');
});

test('import: people of the desktop program keep their licences, and a number is nobody else’s', async () => {
  const mapping = handover.writeMapping(`
source = "old-tool"
door = "desktop"
[fields]
id = "id"
phone = "account"
phone_verified = true
display_name = "name"
licence_number = "license_number"
licence_effect_at = "effect_date"
licence_expires_at = "expired_time"
`);
  const row = (id: string, account: string, number: string, expired = '2099-01-01 08:00:00') => ({
    id,
    account,
    name: `工具用户${id}`,
    license_number: number,
    effect_date: '2019-01-01 00:00:00',
    expired_time: expired,
  });
  const file = handover.writeCsv([
    row('1', '13527464001', 'TOOL-0001'),
    row('2', '13527464002', 'TOOL-0002', ''),
    row('3', '13527464003', ''),
    row('4', '13527464004', 'TOOL-0001'),
    row('5', '13527464005', 'TOOL-0005', '2018-01-01 00:00:00'),
  ]);
  const dry = await importInto(at, [file, '--mapping', mapping, '--dry-run']);
  const { counts, said } = await importInto(at, [file, '--mapping', mapping]);
  assert.deepEqual(Object.values(dry.counts), Object.values(counts));
  assert.deepEqual([counts.created, counts.refused, counts['to be decided']], [3, 1, 1]);
  assert.match(said.join('\n'), /line 5, id 4: conflict: a licence with that number is here already/);
  assert.match(said.join('\n'), /line 6, id 5: refused: licence: it ends before it begins/);
  await call(`${at.url}/api/user/sendCode`, 'POST', { account: '13527464001' });
  const code = at.codeFor('+8613527464001');
  const { data } = (await call(`${at.url}/api/user/verifyCode`, 'POST', { account: '13527464001', code })).body;
  assert.deepEqual(
    [data.name, data.license_number, data.status, data.effect_date, data.expired_time],
    ['工具用户1', 'TOOL-0001', 1, '2019-01-01 00:00:00', '2099-01-01 08:00:00'],
  );
  const endless = await core.licences.getByNumber('TOOL-0002');
  assert.equal(endless.expires_at, null);
});

test('import: a dry run tells what an import would do, also of rows far apart, and changes nothing', async () => {
  const source = handover.writeMapping(readFileSync(blogMapping, 'utf8').replace('old-blog', 'dry-blog'));
  const many = Array.from({ length: 2_500 }, (_, n) =>
    blogRow({ uid: `m${n}`, username: `dry_${n}`, email: `dry${n}@example.com` }),
  );
  const file = handover.writeCsv([
    ...many,
    blogRow({ uid: 'x1', username: 'DRY_1' }),
    blogRow({ uid: 'x2', username: '', email: 'dry2@example.com' }),
    blogRow({ uid: 'x3', username: 'eva' }),
    blogRow({ uid: 'm5', username: 'dry_again' }),
  ]);
  const before = await database
    .selectFrom('accounts')
    .select(({ fn }) => fn.countAll().as('n'))
    .executeTakeFirst();
  const dry = await importInto(at, [file, '--mapping', source, '--dry-run']);
  assert.deepEqual(
    await database
      .selectFrom('accounts')
      .select(({ fn }) => fn.countAll().as('n'))
      .executeTakeFirst(),
    before,
  );
  assert.deepEqual(
    await database.selectFrom('imported_accounts').selectAll().where('source', '=', 'dry-blog').execute(),
    [],
  );
  const real = await importInto(at, [file, '--mapping', source]);
  const bare = (counts: Readonly<Record<string, number>>) => Object.values(counts);
  assert.deepEqual(bare(dry.counts), bare(real.counts));
  assert.deepEqual(bare(real.counts), [2_504, 2_500, 1, 1, 0, 2, 0]);
  assert.match(dry.said.at(-1) ?? '', /Nothing was changed/);
  const again = await importInto(at, [file, '--mapping', source, '--dry-run']);
  assert.deepEqual(bare(again.counts), [2_504, 0, 0, 2_502, 0, 2, 0]);
});

test('import: accounts that came are found by a search, counted, and noted in the audit log; who was deleted does not come back', async () => {
  const { items } = await core.directory.find({ text: 'dry_2499' }, { direction: 'forward', limit: 10 });
  assert.deepEqual(
    items.map(({ handle }) => handle),
    ['dry_2499'],
  );
  const { stdout, status } = await runHere(['database', 'verify'], { ...at.environment, PORTICO_LOG_LEVEL: 'silent' });
  assert.equal(status, 0, stdout);
  const eva = await findByHandle('eva');
  await core.accounts.remove(eva.id, 'cli');
  const file = handover.writeCsv([blogRow({ uid: 'c1', username: 'eva', email: 'eva@example.com' })]);
  assert.equal((await importInto(at, [file, '--mapping', blogMapping])).counts['taken before'], 1);
  assert.equal(await core.accounts.findBy({ kind: 'handle', handleKey: 'eva' }), undefined);
});
