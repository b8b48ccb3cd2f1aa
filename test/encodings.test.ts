import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createBlogClient, md5, sign } from './support/blog.ts';
import { assertDesktopFailure, signInAtDesktop } from './support/desktop.ts';
import { type DoorName, gatewaysOfDoors } from './support/doors.ts';
import { encodings, type Fields } from './support/encodings.ts';
import { assertCode, createMobileClient, mobilePassword, newPhone } from './support/mobile.ts';
import { pngHeader } from './support/pictures.ts';
import { type Answer, call, credentials, startPortico } from './support/portico.ts';
import { idOf, joinStaff, logInAsOwner, newStaffFields, signUpForm, staffPassword } from './support/staff.ts';

type Encode = (typeof encodings)[number];

/** A request that succeeds whichever way its body is encoded; made anew for each. */
type Attempt = (encode: Encode) => Promise<void>;

const at = await startPortico({ after });
const owner = await logInAsOwner(at);
const publisher = await signInAtDesktop(at, newPhone(), 'admin');
const mobile = createMobileClient(at);
const blog = createBlogClient(at);
const apiToken = { 'api-token': credentials.panelToken };
let count = 0;
function next(): number {
  count += 1;
  return count;
}

type Body = ReturnType<Encode>;
const send = (route: string, body: Body, headers: Record<string, string> = {}): Promise<Answer> => {
  const [method = '', path = ''] = route.split(' ');
  return call(at.url + path, method, body, headers);
};
const assertStatus = (answer: Answer, status = 200): void =>
  assert.equal(answer.status, status, JSON.stringify(answer.body));
const assertStaffSuccess = ({ body }: Answer): void => assert.equal(body.status, true, body.message);

/** Adds a file, which multipart alone can carry; tells whether it did. */
function attach(body: Body, name: string, bytes: Buffer, fileName: string): boolean {
  if (!(body instanceof FormData)) return false;
  body.append(name, new Blob([new Uint8Array(bytes)]), fileName);
  return true;
}

async function sendCode(): Promise<{ account: string; code: string }> {
  const account = newPhone();
  return { account, code: await mobile.requestCode(account) };
}

async function asMobile(encode: Encode, route: string, fields: Fields): Promise<void> {
  const [method = '', path = ''] = route.split(' ');
  const { token } = await mobile.join();
  assertCode(await mobile.send(method, path.replace('/api', ''), encode(fields), token), 0);
}

async function signUp(encode: Encode, method: 'PUT' | 'POST'): Promise<void> {
  const body = encode({ ...newStaffFields() });
  const complete = attach(body, 'avatar', pngHeader(8, 8), 'me.png');
  const answer = await send(`${method} /signUp`, body);
  if (complete) assertStaffSuccess(answer);
  else assert.match(answer.body.message, /^用户头像：[^；]*$/, 'all that is missing is the file');
}

async function waitingStaff(): Promise<number> {
  const fields = newStaffFields();
  await call(`${at.url}/signUp`, 'PUT', signUpForm(fields));
  return idOf(at, fields.nickname);
}

const desktop: Record<string, Attempt> = {
  'POST /api/user/sendCode': async (encode) =>
    assertStatus(await send('POST /api/user/sendCode', encode({ account: newPhone() }))),
  'POST /api/user/verifyCode': async (encode) => {
    const account = newPhone();
    await send('POST /api/user/sendCode', { account });
    const fields = { account, code: at.codeFor(`+86${account}`) };
    assertStatus(await send('POST /api/user/verifyCode', encode(fields)));
  },
  'POST /api/upgrade/upload': async (encode) => {
    const body = encode({ version: `1.${next()}` });
    const complete = attach(body, 'file', Buffer.from('tool'), 'tool.exe');
    const answer = await send('POST /api/upgrade/upload', body, publisher.headers);
    if (complete) return assertStatus(answer);
    assertDesktopFailure(answer, 400);
    assert.match(answer.body.meta.msg, /升级文件/);
    assert.doesNotMatch(answer.body.meta.msg, /版本号/, 'all that is missing is the file');
  },
  'POST /api/upgrade/checkVersion': async (encode) =>
    assertStatus(await send('POST /api/upgrade/checkVersion', encode({ any: 'thing' }))),
  'POST /api/heart/check': async (encode) =>
    assertStatus(await send('POST /api/heart/check', encode({ any: 'thing' }), publisher.headers), 201),
};

const mobileRoutes: Record<string, Attempt> = {
  'POST /api/auth/send_code': async (encode) =>
    assertCode(await send('POST /api/auth/send_code', encode({ area: 86, account: newPhone() })), 0),
  'POST /api/auth/check_code': async (encode) =>
    assertCode(await send('POST /api/auth/check_code', encode({ area: 86, ...(await sendCode()) })), 0),
  'POST /api/auth/register': async (encode) => {
    const fields = { area: 86, ...(await sendCode()), password: mobilePassword };
    assertCode(await send('POST /api/auth/register', encode(fields)), 0);
  },
  'POST /api/auth/access_token': async (encode) => {
    const { phone } = await mobile.join();
    const fields = { area: 86, account: phone, password: mobilePassword };
    assertCode(await send('POST /api/auth/access_token', encode(fields)), 0);
  },
  'POST /api/auth/refresh_token': async (encode) => {
    const { refreshToken } = await mobile.join();
    assertCode(await send('POST /api/auth/refresh_token', encode({ refresh_token: refreshToken })), 0);
  },
  'POST /api/auth/destroy_token': (encode) => asMobile(encode, 'POST /api/auth/destroy_token', { any: 'thing' }),
  'PUT /api/personal/info': (encode) =>
    asMobile(encode, 'PUT /api/personal/info', { nickname: '小明', gender: 1, birthday: '1991-03-08' }),
  'POST /api/push/bind': (encode) =>
    asMobile(encode, 'POST /api/push/bind', { client_id: `client-${next()}`, client_type: 'ios' }),
  'PUT /api/push/switch/:client_id': async (encode) => {
    const { token } = await mobile.join();
    const client = `client-${next()}`;
    await mobile.send('POST', '/push/bind', { client_id: client, client_type: 'ios' }, token);
    assertCode(await mobile.send('PUT', `/push/switch/${client}`, encode({ switch: false }), token), 0);
  },
  'POST /api/feedback': (encode) =>
    asMobile(encode, 'POST /api/feedback', { feedback_content: '反馈内容', contact_phone: '18656660930' }),
  'DELETE /api/feedback/:id': async (encode) => {
    const { token } = await mobile.join();
    const { body } = await mobile.send('POST', '/feedback', { feedback_content: '反馈内容' }, token);
    assertCode(await mobile.send('DELETE', `/feedback/${body.data.id}`, encode({ any: 'thing' }), token), 0);
  },
  'DELETE /api/push/log/delete': (encode) => asMobile(encode, 'DELETE /api/push/log/delete', { any: 'thing' }),
};

const staff: Record<string, Attempt> = {
  'PUT /signUp': (encode) => signUp(encode, 'PUT'),
  'POST /signUp': (encode) => signUp(encode, 'POST'),
  'POST /login': async (encode) => {
    const { fields } = await joinStaff(at);
    const { id } = (await call(`${at.url}/captcha`, 'GET')).body.data;
    const captcha = { captcha_id: id, captcha_code: at.answerOf(id) };
    const body = encode({ nickname: fields.nickname, passwd: staffPassword, ...captcha });
    assertStaffSuccess(await send('POST /login', body));
  },
  'PUT /user/:id': async (encode) => {
    const { nickname, name, phone, position, email } = newStaffFields();
    const body = encode({ nickname, name, phone: Number(phone), position, email });
    assertStaffSuccess(await send(`PUT /user/${await waitingStaff()}`, body, owner));
  },
  'PUT /audit/user/:id': async (encode) =>
    assertStaffSuccess(await send(`PUT /audit/user/${await waitingStaff()}`, encode({ any: 'thing' }), owner)),
  'DELETE /user/:id': async (encode) =>
    assertStaffSuccess(await send(`DELETE /user/${await waitingStaff()}`, encode({ any: 'thing' }), owner)),
};

const panel: Record<string, Attempt> = {
  'POST /openApi/updateCookie': async (encode) => {
    const fields = { ptPin: `pt_pin=jd_${next()}; pt_key=AAJ&+=1;`, userMsg: '阳台' };
    assertStatus(await send('POST /openApi/updateCookie', encode(fields), apiToken));
  },
  'POST /openApi/addOrUpdateAccount': async (encode) => {
    const fields = { ptPin: `jd_${next()}`, wsKey: 'AAJws', ptKey: '', remarks: '' };
    assertStatus(await send('POST /openApi/addOrUpdateAccount', encode(fields), apiToken));
  },
  'POST /openApi/cookie/delete': async (encode) => {
    const ptPins = `jd_${next()}`;
    await send('POST /openApi/updateCookie', { ptPin: ptPins }, apiToken);
    const { body } = await send('POST /openApi/cookie/delete', encode({ ptPins }), apiToken);
    assert.equal(body.data.deleteCount, 1);
  },
};

const blogRoutes: Record<string, Attempt> = {
  'POST /blogapi/reg': async (encode) => {
    const account = `writer${next()}`;
    const form = { account, password: md5('111111'), email: `${account}@example.com`, nick: '昵称' };
    const fields = sign({ ...form, ...(await blog.solveCaptcha()) }, at.clock.now());
    const { body } = await send('POST /blogapi/reg', encode(fields));
    assert.deepEqual([body.data?.account, body.data?.nick], [account, '昵称']);
  },
  'POST /blogapi/login': async (encode) => {
    const account = `reader${next()}`;
    await blog.register(account);
    const fields = sign({ account, password: md5('111111') }, at.clock.now());
    assertStatus(await send('POST /blogapi/login', encode(fields)));
  },
  'POST /blogapi/verify-email': async (encode) => {
    const account = `mailed${next()}`;
    await blog.register(account);
    const mail = at.outbox().findLast(({ to }) => to === `${account}@example.com`)?.text ?? '';
    const token = /token=(\w+)/.exec(mail)?.[1];
    assertStatus(await send('POST /blogapi/verify-email', encode({ token })));
  },
};

const table: Record<DoorName, Record<string, Attempt>> = {
  desktop,
  mobile: mobileRoutes,
  staff,
  panel,
  blog: blogRoutes,
};

for (const [contract, attempts] of Object.entries(table)) {
  for (const [route, attempt] of Object.entries(attempts)) {
    test(`${contract} ${route}: JSON, form and multipart bodies say the same (R4)`, async () => {
      for (const encode of encodings) await attempt(encode);
    });
  }
}

test('every route that may have a body has been tried in all three encodings', () => {
  for (const [name, { routes }] of gatewaysOfDoors(at.portico)) {
    const withBody = routes.filter((route) => /^(POST|PUT|DELETE) /.test(route));
    assert.deepEqual(withBody.toSorted(), Object.keys(table[name]).toSorted(), name);
  }
});
