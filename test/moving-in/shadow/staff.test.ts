import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Endings } from '../../support/endings.ts';
import { oldCaptcha, startOldStaff } from '../../support/old-servers/staff.ts';
import { type Answer, call, credentials, startPortico } from '../../support/portico.ts';
import { startShadow } from '../../support/shadow.ts';
import { joinStaff, logInAsOwner, type StaffPerson, staffPassword } from '../../support/staff.ts';

const at = await startPortico({ after });
const person: StaffPerson = await joinStaff(at);
const owner = await logInAsOwner(at);

/** The two directories hold the owner and one person; both know the owner by the same word. */
async function begin(t: Endings) {
  const { phone, email, name, position, nickname } = person.fields;
  const old = await startOldStaff(t, {
    accounts: [
      { identifier: 'owner', password: credentials.ownerPassword, profile: { user_level: 1 } },
      { identifier: nickname, password: staffPassword, profile: { phone, email, name, position, id: person.id } },
    ],
  });
  const shadow = await startShadow(t, 'staff', { old: old.url, new: at.url });
  return { old, shadow };
}

async function logInAtOld(url: string): Promise<Answer> {
  const { body } = await call(`${url}/captcha`, 'GET');
  const form = {
    nickname: 'owner',
    passwd: credentials.ownerPassword,
    captcha_id: body.data.id,
    captcha_code: oldCaptcha,
  };
  return call(`${url}/login`, 'POST', form);
}

test('shadow staff: a captcha is only known to who drew it: its sign-in is told as not comparable, all else is the same', async (t) => {
  const { shadow } = await begin(t);
  const answer = await logInAtOld(shadow.url);
  assert.equal(answer.body.status, true);
  await call(`${shadow.url}/list/user`, 'GET');
  await call(`${shadow.url}/user/1`, 'GET');
  await call(`${shadow.url}/nothing`, 'GET');
  await call(`${shadow.url}/list/user`, 'GET', undefined, { authorization: answer.body.data.token });
  await shadow.settle();
  assert.deepEqual(shadow.seen(), []);
  assert.deepEqual(
    shadow.status().endpoints.map(({ endpoint, same, notCompared }) => [endpoint, same, notCompared]),
    [
      ['GET *', 1, {}],
      ['GET /captcha', 1, {}],
      ['GET /list/user', 1, { 'no pair of tokens': 1 }],
      ['GET /user/:id', 1, {}],
      ['POST /login', 0, { 'a code or captcha': 1 }],
    ],
  );
});

test('shadow staff: with two tokens that were paired by hand all of the directory is compared, and each planted difference told', async (t) => {
  const { shadow, old } = await begin(t);
  const { token } = (await logInAtOld(shadow.url)).body.data;
  shadow.pair(token, owner.authorization.replace('Bearer ', ''));
  const ask = (method: string, path: string, body?: Record<string, unknown>) =>
    call(shadow.url + path, method, body, { authorization: `Bearer ${token}` });
  const use = async (): Promise<void> => {
    assert.equal((await ask('GET', '/list/user')).body.data.total, 2);
    await ask('GET', `/user/${person.id}`);
    await ask('PUT', `/user/${person.id}`, { position: '职位2' });
    await ask('PUT', `/audit/user/${person.id}`);
    await ask('DELETE', '/user/99999');
    await shadow.settle();
  };
  await use();
  assert.deepEqual(shadow.seen(), []);

  old.plant('GET /list/user', ({ body }) => Object.assign(body.data, { data: { ...body.data.data } }));
  old.plant('GET /user/:id', ({ body }) => {
    delete body.data.position;
  });
  old.plant('PUT /user/:id', ({ body }) => Object.assign(body, { data: true }));
  old.plant('DELETE /user/:id', (answer) => Object.assign(answer, { status: 404 }));
  old.plant('PUT /audit/user/:id', ({ headers }) =>
    Object.assign(headers, { 'access-control-allow-origin': 'https://a.example' }),
  );
  await use();
  assert.deepEqual(shadow.seen().sort(), [
    'DELETE /user/:id status value',
    'GET /list/user data.data type',
    'GET /user/:id data.position extra',
    'PUT /audit/user/:id header access-control-allow-origin value',
    'PUT /user/:id data type',
  ]);
});
