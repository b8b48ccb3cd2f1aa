import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { md5 } from '../support/blog.ts';
import { startOldBlog } from '../support/old-servers/blog.ts';
import { startOldMobile } from '../support/old-servers/mobile.ts';
import { startOldStaff } from '../support/old-servers/staff.ts';
import { call, credentials, startPortico } from '../support/portico.ts';
import { createEntering } from './entering.ts';

const context = { after };
const always = { id: 'bypass', code: 'abc12' };
const signing = { key: credentials.blogKey, secret: credentials.blogSecret };
const account = (identifier: string, profile: Record<string, unknown> = {}) => ({
  identifier,
  password: 'Old_secret-1',
  profile,
});
const oldMobile = await startOldMobile(context, {
  accounts: [
    account('13527462001', { nickname: '阿米', gender: 0, birthday: '1991-03-08' }),
    account('13527462002'),
    account('13527462003'),
    account('13527462004'),
    account('13527462005', { email: 'moved@example.com' }),
    account('13527462006'),
    account('13527462007', { nickname: 'a\0b', address: `${'路'.repeat(254)}😀号`, birthday: 'yesterday' }),
  ],
});
const oldStaff = await startOldStaff(context, {
  accounts: [account('小王', { name: '王小明', phone: '13527462002', email: 'wang@example.com', position: '工程师' })],
  always,
});
const oldBlog = await startOldBlog(context, {
  accounts: [account('writer', { email: 'writer@example.com', emailVerified: true, nick: '作者' }), account('taken')],
  signing,
});
const environment = {
  PORTICO_MOBILE_FORMER_URL: oldMobile.url,
  PORTICO_STAFF_FORMER_URL: `${oldStaff.url}/`,
  PORTICO_STAFF_FORMER_CAPTCHA: `${always.id}:${always.code}`,
  PORTICO_BLOG_FORMER_URL: oldBlog.url,
};
const at = await startPortico(context, environment);
const { core, database } = at.portico.house;
const enter = createEntering(at);
const signInAtMobile = (typed: Record<string, string>, headers: Record<string, string> = {}) =>
  call(`${at.url}/api/auth/access_token`, 'POST', typed, headers);
const findByPhone = (e164: string) => core.accounts.findBy({ kind: 'phone', phone: { e164, area: '86' } });
const findByHandle = (handleKey: string) => core.accounts.findBy({ kind: 'handle', handleKey });

test('lazy import, mobile: who is unknown here is asked about there once, and has an account here from then on', async () => {
  assert.equal(await enter('mobile', '13527462001', 'Old_secret-1'), true);
  assert.deepEqual(oldMobile.signIns, [{ identifier: '13527462001', succeeded: true }]);
  const made = (await findByPhone('+8613527462001')) ?? assert.fail();
  assert.deepEqual(
    [made.display_name, made.gender, made.birthday, made.origin, made.phone_verified_at !== null],
    ['阿米', 0, '1991-03-08', 'mobile', true],
  );
  assert.match(made.password_verifier ?? '', /^[0-9a-f]{8}\$argon2id\$/);
  assert.ok(oldMobile.asked.includes('POST /api/auth/destroy_token'), 'no session stays behind there');
  assert.equal(await enter('mobile', '13527462001', 'Old_secret-1'), true);
  assert.equal(await enter('mobile', '13527462001', 'Old_secret-2'), false);
  assert.equal(oldMobile.signIns.length, 1, 'who is known here is not asked about there any more');
});

test('lazy import, mobile: wrong there is wrong here, unknown there is unknown here, and nothing is made', async () => {
  const wrong = await signInAtMobile({ account: '13527462002', password: 'nonsense' });
  const unknown = await signInAtMobile({ account: '13527462999', password: 'nonsense' });
  assert.deepEqual([wrong.body.code, unknown.body.code], [10007, 10006]);
  assert.equal(await findByPhone('+8613527462002'), undefined);
});

test('lazy import, staff: with the captcha that is always taken, and merged by the proved phone with the account of the app', async () => {
  assert.equal(await enter('mobile', '13527462002', 'Old_secret-1'), true);
  assert.equal(await enter('staff', '小王', 'wrong-word'), false);
  assert.equal(await enter('staff', '小王', 'Old_secret-1'), true);
  const [app, staff] = [await findByPhone('+8613527462002'), await findByHandle('小王')];
  assert.equal(staff?.id, app?.id);
  assert.deepEqual([staff?.real_name, staff?.position, staff?.email], ['王小明', '工程师', 'wang@example.com']);
});

test('lazy import, blog: with the client’s own signed parameters', async () => {
  assert.equal(await enter('blog', 'writer', 'wrong'), false);
  assert.equal(await enter('blog', 'writer', 'Old_secret-1'), true);
  const made = await findByHandle('writer');
  assert.deepEqual(
    [made?.email, made?.email_verified_at !== null, made?.display_name, made?.created_at],
    ['writer@example.com', true, '作者', 1561083720816],
  );
  assert.deepEqual(
    oldBlog.signIns.map(({ succeeded }) => succeeded),
    [false, true],
  );
  assert.equal(await enter('blog', 'writer', 'Old_secret-1'), true);
});

test('lazy import: an account that is here already is nobody else’s, and the conflict is left to a human', async () => {
  await core.registration.withHandle({
    handle: 'Taken',
    email: 'somebody@example.com',
    displayName: '',
    password: { form: 'plain', value: 'of my own' },
    caller: { address: '127.0.0.1', userAgent: '', exemptFromAddressLimits: true },
  });
  assert.equal(await enter('blog', 'taken', 'Old_secret-1'), false, 'the name is known here');
  assert.equal(
    oldBlog.signIns.some(({ identifier }) => identifier === 'taken'),
    false,
  );
});

test('lazy import: an account that is here already is opened by its own password, not by one that is right there', async () => {
  const email = 'moved@example.com';
  await call(`${at.url}/api/auth/send_code`, 'POST', { account: email });
  const registered = { account: email, code: at.codeFor(email), password: 'Own_secret-1' };
  assert.equal((await call(`${at.url}/api/auth/register`, 'POST', registered)).body.code, 0);
  const former = { account: '13527462005', password: 'Old_secret-1' };
  assert.equal((await signInAtMobile(former)).body.code, 10007);
  assert.equal((await findByPhone('+8613527462005'))?.email, email, 'it is the same person, by the proved e-mail');
  assert.equal((await signInAtMobile({ ...former, password: 'Own_secret-1' })).body.code, 0);
});

test('lazy import: who changed phone and password here is not opened by the former ones', async () => {
  const former = { account: '13527462006', password: 'Old_secret-1' };
  assert.equal((await signInAtMobile(former)).body.code, 0);
  const other = await findByPhone('+8613527462005');
  const changed = { phone: '+8613527462106', password_verifier: other?.password_verifier ?? null };
  await database.updateTable('accounts').set(changed).where('phone', '=', '+8613527462006').execute();
  assert.equal((await signInAtMobile(former)).body.code, 10007);
  assert.equal((await signInAtMobile({ account: '13527462106', password: 'Own_secret-1' })).body.code, 0);
});

test('lazy import: of what is told there, only what can be here is taken', async () => {
  const answer = await signInAtMobile({ account: '13527462007', password: 'Old_secret-1' });
  assert.equal(answer.body.code, 0);
  const made = (await findByPhone('+8613527462007')) ?? assert.fail();
  assert.deepEqual([made.display_name, made.birthday, made.address], ['', '', `${'路'.repeat(254)}😀`]);
});

test('lazy import: many at once for one person make one account', async () => {
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => signInAtMobile({ account: '13527462003', password: 'Old_secret-1' })),
  );
  assert.deepEqual(
    answers.map(({ body }) => body.code),
    Array(6).fill(0),
  );
  const rows = await database.selectFrom('accounts').select('id').where('phone', '=', '+8613527462003').execute();
  assert.equal(rows.length, 1);
});

test('lazy import: guesses at somebody unknown are counted as at anybody, before the former back end is asked', async () => {
  const before = oldMobile.signIns.length;
  const tries = [];
  for (let n = 0; n < 12; n += 1) tries.push(await signInAtMobile({ account: '13527462004', password: `guess-${n}` }));
  assert.ok(tries.some(({ status }) => status === 429));
  assert.ok(oldMobile.signIns.length - before < 12, 'whoever has to wait is not asked about');
});

test('lazy import: a request of another server that asks its own former back end is answered from here alone', async () => {
  const before = oldMobile.asked.length;
  const answer = await signInAtMobile({ account: '13527462888', password: 'x' }, { 'portico-asking': '1' });
  assert.equal(answer.body.code, 10006);
  assert.equal(oldMobile.asked.length, before);
});

test('lazy import: two servers that name each other do not ask in a circle', async (t) => {
  const one = await startPortico({ after: (ending) => t.after(ending) }, { PORTICO_MOBILE_FORMER_URL: at.url });
  const answer = await call(`${one.url}/api/auth/access_token`, 'POST', { account: '13527462777', password: 'x' });
  assert.equal(answer.body.code, 10006);
  assert.deepEqual(
    oldMobile.signIns.filter(({ identifier }) => identifier === '13527462777'),
    [],
  );
  const known = await call(`${one.url}/api/auth/access_token`, 'POST', {
    account: '13527462001',
    password: 'Old_secret-1',
  });
  assert.equal(known.body.code, 0, 'and what one of them knows, the other learns');
});

test('lazy import: where the former back end is down, slow, broken or too long, the caller is told soon, and it is asked again later', async (t) => {
  const silent = await startOldMobile(
    { after: (ending) => t.after(ending) },
    {
      special: {
        'POST /api/auth/access_token': (request, response) => {
          let body = '';
          request.on('data', (chunk) => {
            body += chunk;
          });
          request.on('end', () => {
            const { account: asked } = JSON.parse(body) as { account: string };
            if (asked.endsWith('1')) response.end('<html>not json</html>');
            else if (asked.endsWith('2')) response.writeHead(502).end();
            else if (asked.endsWith('3')) response.end('x'.repeat(200_000));
            else if (asked.endsWith('4')) response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
            else request.socket.destroy();
          });
        },
      },
    },
  );
  const house = await startPortico({ after: (ending) => t.after(ending) }, { PORTICO_MOBILE_FORMER_URL: silent.url });
  for (const last of [1, 2, 3, 4, 5]) {
    const answer = await call(`${house.url}/api/auth/access_token`, 'POST', {
      account: `1352746310${last}`,
      password: 'x',
    });
    assert.deepEqual([answer.status, answer.body.code], [503, 10000], String(last));
  }
  const hardened = await startPortico(
    { after: (ending) => t.after(ending) },
    { PORTICO_MOBILE_FORMER_URL: 'http://127.0.0.1:9', PORTICO_MOBILE_HARDENED: 'true' },
  );
  const hidden = await call(`${hardened.url}/api/auth/access_token`, 'POST', { account: '13527463109', password: 'x' });
  assert.equal(hidden.body.code, 10007, 'where nobody is told who exists, the answer is that of a wrong password');
  for (let n = 0; n < 8; n += 1) {
    await call(`${hardened.url}/api/auth/access_token`, 'POST', { account: `1352746320${n}`, password: 'x' });
  }
});

test('lazy import: all that one sign-in asks there has 5 s together', async (t) => {
  const slow = await startOldMobile(
    { after: (ending) => t.after(ending) },
    {
      special: {
        'POST /api/auth/access_token': (_request, response) => {
          setTimeout(() => response.end('{"code":0,"data":{"access_token":"x"}}'), 3_000);
        },
        'GET /api/personal/info': (_request, response) => {
          setTimeout(() => response.end('{"code":0,"data":{"id":1,"phone":"13527463301"}}'), 3_000);
        },
      },
    },
  );
  const house = await startPortico({ after: (ending) => t.after(ending) }, { PORTICO_MOBILE_FORMER_URL: slow.url });
  const answer = await call(`${house.url}/api/auth/access_token`, 'POST', { account: '13527463301', password: 'x' });
  assert.equal(answer.status, 503);
});

test('lazy import: passwords are in no log and no table', async () => {
  const tables = await database.introspection.getTables();
  for (const { name } of tables) {
    const rows = JSON.stringify(
      await database
        .selectFrom(name as 'accounts')
        .selectAll()
        .execute(),
    );
    assert.ok(!rows.includes('Old_secret-1') && !rows.includes(md5('Old_secret-1')), name);
  }
});
