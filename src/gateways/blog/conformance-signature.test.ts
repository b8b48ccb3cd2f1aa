import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assertFailure, createBlogClient, md5, sign } from '../../../test/support/blog.ts';
import { type Fields, toMultipart, toQuery } from '../../../test/support/encodings.ts';
import { type Answer, call, startPortico } from '../../../test/support/portico.ts';

const minuteMs = 60_000;
const captchaPath = '/blogapi/service/captcha';

const at = await startPortico({ after });
// What is five minutes and some seconds off is so when it arrives, too.
at.clock.stop();
const client = createBlogClient(at);

const signed = (fields: Fields = {}): Fields => sign(fields, at.clock.now());
const get = (parameters: Fields): Promise<Answer> => call(`${at.url}${captchaPath}?${toQuery(parameters)}`, 'GET');
const reg = (body: Parameters<typeof call>[2], headers?: Record<string, string>): Promise<Answer> =>
  call(`${at.url}/blogapi/reg`, 'POST', body, headers);
const without = (fields: Fields, ...names: string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));

test('blog *: the checks come in the order 512, 400, 513, 514', async () => {
  const right = signed();
  const old = at.clock.now() - 5 * minuteMs - 1_000;
  const cases: Array<[number, string, Fields]> = [
    [512, 'nothing at all', {}],
    [512, 'no auth_key, all else wrong too', { timestamp: 'x', token: 'x' }],
    [512, 'empty auth_key', { ...right, auth_key: '' }],
    [400, 'no timestamp, unknown key', { auth_key: 'unknown', token: 'x' }],
    ...['', 'now', '1e12', '12.5', ' 1', '0x10', 'NaN', 'Infinity'].map((timestamp): [number, string, Fields] => [
      400,
      `timestamp "${timestamp}"`,
      { ...right, timestamp },
    ]),
    [513, 'unknown key, but too old', { auth_key: 'unknown', timestamp: old }],
    [513, 'too old', sign({}, old)],
    [513, 'too far ahead', sign({}, at.clock.now() + 5 * minuteMs + 5_000)],
    [513, 'seconds', sign({}, Math.floor(at.clock.now() / 1000))],
    [513, 'negative', sign({}, -5)],
    [513, 'beyond numbers', sign({}, '9'.repeat(400))],
    [514, 'unknown key', { ...right, auth_key: 'unknown' }],
    [514, 'no token', without(right, 'token')],
    [514, 'empty token', { ...right, token: '' }],
    [514, 'token in capitals', { ...right, token: String(right.token).toUpperCase() }],
    [514, 'the wrong secret', sign({}, at.clock.now(), 'another secret')],
    [514, 'a parameter changed', { ...signed({ width: 100 }), width: 101 }],
    [514, 'a parameter added', { ...right, width: 100 }],
    [514, 'a parameter removed', without(signed({ width: 100 }), 'width')],
  ];
  for (const [code, about, parameters] of cases) {
    assertFailure(await get(parameters), code, about);
    assertFailure(await reg(parameters), code, `${about}, in a body`);
  }
  assert.equal((await get(right)).status, 200);
});

test('blog *: a clock up to five minutes off is taken, in both directions', async () => {
  for (const offset of [-5 * minuteMs + 5_000, 5 * minuteMs - 5_000]) {
    assert.equal((await get(sign({}, at.clock.now() + offset))).status, 200, String(offset));
  }
});

test('blog *: a broken timestamp names its field', async () => {
  const { body } = await get({ auth_key: 'x' });
  assert.deepEqual(Object.keys(body), ['code', 'msg', 'errors']);
  assert.deepEqual(
    body.errors.map(({ field }: { field: string }) => field),
    ['timestamp'],
  );
});

test('blog *: values of other shapes in the place of the three parameters are refused, never a fault', async () => {
  const right = signed();
  for (const value of [null, [], {}, true, 1, ['x'], { a: 1 }]) {
    const about = JSON.stringify(value);
    assertFailure(await reg({ ...right, auth_key: value }), value === null ? 512 : 514, `auth_key ${about}`);
    assertFailure(await reg({ ...right, token: value }), 514, `token ${about}`);
    assertFailure(await reg({ ...right, timestamp: value }), value === 1 ? 513 : 400, `timestamp ${about}`);
  }
});

test('blog *: JSON, form and multipart bodies carry the same signature', async () => {
  const fields = signed({ account: 'x', n: 12, yes: true, text: 'a b&c=中' });
  const file = toMultipart(fields);
  file.append('photo', new Blob(['not signed']), 'photo.png');
  for (const body of [fields, toQuery(fields), toMultipart(fields), file]) {
    assertFailure(await reg(body), 400);
  }
  const changed = { ...fields, text: 'b' };
  for (const body of [changed, toQuery(changed), toMultipart(changed)]) assertFailure(await reg(body), 514);
});

test('blog *: in JSON, numbers, booleans, null, lists and objects are signed as they arrived', async () => {
  const fields = { n: 1.5, big: 1e21, no: false, none: null, list: [1, 'x', { a: [] }], object: { b: '中', a: 1 } };
  assertFailure(await reg(signed(fields)), 400, 'signed right, so the form is judged');
  const spaced = JSON.stringify(signed(fields), undefined, 2);
  assertFailure(await reg(spaced, { 'content-type': 'application/json' }), 400, 'white space is not signed');
});

test('blog *: a signature may stand in the query while the fields stand in the body', async () => {
  const parameters = signed({ account: 'x', password: md5('y') });
  const own = ['auth_key', 'timestamp', 'token'];
  const query = toQuery(Object.fromEntries(own.map((name) => [name, parameters[name]])));
  const answer = await call(`${at.url}/blogapi/login?${query}`, 'POST', without(parameters, ...own));
  assertFailure(answer, 401);
});

test('blog *: a name given twice is 400, in the query, in a form, in JSON or in both places', async () => {
  const json = { 'content-type': 'application/json' };
  const right = signed({ a: '1' });
  const text = JSON.stringify(right).slice(0, -1);
  const twice = toMultipart(right);
  twice.append('a', '1');
  const answers = {
    query: await call(`${at.url}${captchaPath}?${toQuery(right)}&a=1`, 'GET'),
    'query, another value': await call(`${at.url}${captchaPath}?a=2&${toQuery(right)}`, 'GET'),
    form: await reg(new URLSearchParams(`${toQuery(right)}&a=1`)),
    multipart: await reg(twice),
    JSON: await reg(`${text},"a":"1"}`, json),
    'JSON, another value': await reg(`${text},"a":"2"}`, json),
    'JSON, written otherwise': await reg(`${text},"\\u0061":"1"}`, json),
    'JSON, a signature parameter': await reg(`${text},"token":"x"}`, json),
    'query and body': await call(`${at.url}/blogapi/reg?a=1`, 'POST', right),
    'query and body, auth_key': await call(`${at.url}/blogapi/reg?auth_key=x`, 'POST', right),
  };
  for (const [about, answer] of Object.entries(answers)) {
    assertFailure(answer, 400, about);
    assert.equal(answer.body.errors, undefined, about);
  }
});

test('blog *: JSON nested beyond what can be signed is 400, not a fault', async () => {
  const depth = 200_000;
  const parameters = JSON.stringify(signed()).slice(0, -1);
  const body = `${parameters},"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  assertFailure(await reg(body, { 'content-type': 'application/json' }), 400);
});

test('blog *: a signed write that was answered with success happens once, whatever comes again', async () => {
  const form = { account: 'replayed', password: md5('111111'), email: 'replayed@example.com' };
  const parameters = signed({ ...form, ...(await client.solveCaptcha()) });
  assert.equal((await reg(parameters)).status, 200);
  const mails = at.outbox().filter((line) => line.channel === 'email').length;
  for (const path of ['/blogapi/reg', '/blogapi/login']) {
    const again = await call(at.url + path, 'POST', parameters);
    assertFailure(again, 201, path);
    assert.equal(again.body.msg, '重复提交');
  }
  assert.equal(at.outbox().filter((line) => line.channel === 'email').length, mails);
});

test('blog *: of sixteen signed writes at once one wins, the others are 201', async () => {
  const form = { account: 'raced', password: md5('111111'), email: 'raced@example.com' };
  const parameters = signed({ ...form, ...(await client.solveCaptcha()) });
  const answers = await Promise.all(Array.from({ length: 16 }, () => reg(parameters)));
  const codes = answers.map((answer) => answer.body.code).sort();
  assert.deepEqual(codes, [200, ...Array.from({ length: 15 }, () => 201)]);
});

test('blog *: a signed write that failed may be tried again at once', async () => {
  const login = signed({ account: 'later', password: md5('111111') });
  const send = (): Promise<Answer> => call(`${at.url}/blogapi/login`, 'POST', login);
  assertFailure(await send(), 401);
  assertFailure(await send(), 401);
  await client.register('later');
  assert.equal((await send()).status, 200);
  assertFailure(await send(), 201);
  const invalid = signed({ account: '' });
  for (let attempt = 0; attempt < 2; attempt += 1) assertFailure(await reg(invalid), 400);
});

test('blog *: a repeat stays refused until its timestamp is too old', async () => {
  await client.register('patient');
  const login = sign({ account: 'patient', password: md5('111111') }, at.clock.now() + 4 * minuteMs);
  const send = (): Promise<Answer> => call(`${at.url}/blogapi/login`, 'POST', login);
  assert.equal((await send()).status, 200);
  at.clock.advance(9 * minuteMs - 10_000);
  await at.portico.house.sweeper.sweepOnce();
  assertFailure(await send(), 201);
  at.clock.advance(20_000);
  assertFailure(await send(), 513);
});

test('blog *: a second key signs too, until the request after it was disabled', async () => {
  const { signingKeys } = at.portico.house.core;
  const { id, authKey, secret } = await signingKeys.create('second', { actor: 'cli' });
  const bySecond = (): Promise<Answer> => get({ ...sign({}, at.clock.now(), secret), auth_key: authKey });
  assert.equal((await bySecond()).status, 200);
  await signingKeys.disable(id, { by: { actor: 'cli' } });
  assertFailure(await bySecond(), 514);
  assert.equal((await get(signed())).status, 200);
});

test('blog *: the document’s signed example passes over the wire, its second token does not', async () => {
  const example = { timestamp: 1529379565395, type: 'login', mobile: '18701086068', auth_key: 'fwCWYMqmRINlRtMp' };
  const right = { ...example, token: 'e47faedcccab34f2f91ddba207dad5f8' };
  const wrong = { ...example, token: 'c5115fc1c723bfa01f30307ec3a385dc' };
  at.clock.set(example.timestamp + 1_000);
  assert.equal((await get(right)).status, 200);
  assertFailure(await get(wrong), 514);
  for (const encode of [(fields: Fields) => fields, toQuery, toMultipart]) {
    const login = (fields: Fields): Promise<Answer> => call(`${at.url}/blogapi/login`, 'POST', encode(fields));
    const { body } = await login(right);
    assert.equal(body.code, 400, 'past the signature, the form is judged');
    assert.deepEqual(
      body.errors.map(({ field }: { field: string }) => field),
      ['account', 'password'],
    );
    assertFailure(await login(wrong), 514);
  }
  at.clock.set(Date.now());
});

test('blog *: where signatures are optional, an unsigned request passes and a partly signed one is judged', async (t) => {
  const at = await startPortico(t, { PORTICO_BLOG_SIGNATURE: 'optional' });
  const client = createBlogClient(at);
  const login = (fields: Fields): Promise<Answer> =>
    call(`${at.url}/blogapi/login`, 'POST', { account: 'nobody', password: md5('x'), ...fields });
  assert.equal((await call(at.url + captchaPath, 'GET')).status, 200);
  assertFailure(await login({}), 401);
  assertFailure(await login({}), 401);
  assertFailure(await login({ token: 'x' }), 512);
  assertFailure(await login({ timestamp: at.clock.now() }), 512);
  assertFailure(await login({ auth_key: 'x' }), 400);
  assertFailure(await login({ auth_key: 'x', timestamp: at.clock.now() }), 514);
  assertFailure(await client.post('/blogapi/login', { account: 'nobody', password: md5('x') }), 401);
});
