import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assertFailure, createBlogClient, md5 } from '../../../test/support/blog.ts';
import type { Fields } from '../../../test/support/encodings.ts';
import { startPortico } from '../../../test/support/portico.ts';

const at = await startPortico({ after });
const client = createBlogClient(at);
const { accounts } = at.portico.house.core;
const password = md5('111111');

const reg = (fields: Fields) => client.post('/blogapi/reg', fields);
const fieldsOf = (errors: Array<{ field: string }>): string[] => errors.map(({ field }) => field);

test('blog reg: example of the document, field by field', async () => {
  const before = at.clock.now();
  const form = { account: 'test', password, email: '468768678@qq.com', nick: '小灰', ...(await client.solveCaptcha()) };
  const answer = await reg(form);
  assert.equal(answer.status, 200);
  const { created } = answer.body.data;
  assert.ok(Number.isInteger(created) && created >= before && created <= at.clock.now());
  const data = {
    account: 'test',
    email: '468768678@qq.com',
    emailVerified: false,
    status: 'pending',
    nick: '小灰',
    created,
    type: 'client',
    level: 0,
  };
  assert.equal(JSON.stringify(answer.body), JSON.stringify({ code: 200, msg: 'success', data }));
});

test('blog reg: every field that fails is named, and no captcha is used up', async () => {
  const solved = await client.solveCaptcha();
  const right = { account: 'formed', password, email: 'formed@example.com', ...solved };
  const refused: Array<[string, unknown[]]> = [
    [
      'account',
      [
        'a',
        'x'.repeat(33),
        '用户',
        'a b',
        'a@b.cn',
        'a/b',
        'ａdmin',
        '13812345678',
        '8613812345678',
        '123-4567',
        '',
        null,
        {},
      ],
    ],
    ['password', ['111111', md5('x').slice(1), `${md5('x')}0`, 'g'.repeat(32), '', null, `${md5('x')}\n`]],
    ['email', ['x', 'a@b', 'a b@c.de', `${'a'.repeat(250)}@b.cn`, '', null, ['a@b.cn']]],
    ['nick', ['字'.repeat(33), 'a\u0000b', '\ud800', {}]],
    ['captcha', ['', null, 'x'.repeat(65), []]],
  ];
  for (const [field, values] of refused) {
    for (const value of values) {
      const answer = await reg({ ...right, [field]: value });
      assertFailure(answer, 400, `${field} ${JSON.stringify(value)}`);
      assert.deepEqual(fieldsOf(answer.body.errors), [field], JSON.stringify(value));
      assert.match(answer.body.errors[0].msg, /\p{Script=Han}/u);
    }
  }
  assert.deepEqual(fieldsOf((await reg({})).body.errors), ['account', 'password', 'email', 'captcha']);
  assert.equal((await reg(right)).status, 200);
});

test('blog reg: the whole alphabet of names is taken, and md5 in capitals is the same password', async () => {
  for (const account of ['aZ', '09-_+<>.', 'x'.repeat(32), '1234567a']) {
    const fields = { email: `n${md5(account)}@example.com`, password: password.toUpperCase() };
    const { status, body } = await client.register(account, fields);
    assert.deepEqual([status, body.data?.account], [200, account]);
    assert.equal((await client.login(account)).status, 200);
  }
});

test('blog reg: unknown fields are ignored, a caller makes itself neither admin nor verified', async () => {
  const { body } = await client.register('humble', { level: 2, role: 'owner', emailVerified: true, status: 'normal' });
  assert.deepEqual([body.data.level, body.data.emailVerified, body.data.status], [0, false, 'pending']);
});

test('blog reg: a wrong, expired, used or foreign captcha is 400, names captcha and registers nobody', async () => {
  const form = { account: 'robot', password, email: 'robot@example.com' };
  const solved = await client.solveCaptcha();
  const expectWrong = async (fields: Fields): Promise<void> => {
    const answer = await reg({ ...form, ...fields });
    assertFailure(answer, 400);
    assert.deepEqual(fieldsOf(answer.body.errors), ['captcha']);
  };
  await expectWrong({ captcha: 'wrong', captcha_id: solved.captcha_id });
  await expectWrong(solved);
  await expectWrong({ captcha: 'abcde' });
  await expectWrong({ captcha: 'abcde', captcha_id: 'unknown' });
  const stale = await client.solveCaptcha();
  at.clock.advance(121_000);
  await expectWrong(stale);
  assert.equal(await accounts.findBy({ kind: 'handle', handleKey: 'robot' }), undefined);
});

test('blog reg: of sixteen people who want one name at once one gets it', async () => {
  const wishes = await Promise.all(Array.from({ length: 16 }, () => client.solveCaptcha()));
  const answers = await Promise.all(
    wishes.map((solved, index) => reg({ account: 'Wanted', password, email: `w${index}@example.com`, ...solved })),
  );
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, ...Array.from({ length: 15 }, () => 400)]);
});

test('blog reg: a hardened contract refuses the commonest passwords by their md5', async (t) => {
  const hardened = createBlogClient(await startPortico(t, { PORTICO_BLOG_HARDENED: '1' }));
  const answer = await hardened.register('careless');
  assertFailure(answer, 400);
  assert.deepEqual(fieldsOf(answer.body.errors), ['password']);
  assert.equal((await hardened.register('careful', { password: md5('a rare passphrase') })).status, 200);
});

test('blog reg: 60 an hour from one address, then 403 with Retry-After, whatever the captcha', async () => {
  const proxied = { 'x-forwarded-for': '203.0.113.60' };
  const form = { account: 'crowd', password, email: 'crowd@example.com', captcha: 'x', captcha_id: 'x' };
  for (let tries = 0; tries < 60; tries += 1) {
    assertFailure(await client.post('/blogapi/reg', { ...form, nick: `${tries}` }, proxied), 400);
  }
  const answer = await client.post('/blogapi/reg', { ...form, ...(await client.solveCaptcha()) }, proxied);
  assertFailure(answer, 403);
  assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/);
  assert.equal((await client.register('elsewhere')).status, 200);
});
