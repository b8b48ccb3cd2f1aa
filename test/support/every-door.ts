import assert from 'node:assert/strict';
import { createBlogClient, md5 } from './blog.ts';
import { signInAtDesktop } from './desktop.ts';
import { createManagementClient, signInAtConsole } from './management.ts';
import { createMobileClient, mobilePassword, newPhone } from './mobile.ts';
import { call, credentials, type TestPortico } from './portico.ts';
import { sendRaw } from './raw-http.ts';
import { logIn, newStaffFields, signUpForm } from './staff.ts';

/**
 * Goes through every door, rightly and wrongly; answers every secret that was used on the way, by what it is. Where nobody
 * tells what is in captchas, the two doors that ask for one are left out.
 */
export async function useEveryDoor(
  at: TestPortico,
  receiverUrl: string,
  { solvesCaptchas = true } = {},
): Promise<Map<string, string>> {
  const secrets = new Map<string, string>();
  const keep = (what: string, value: string): string => {
    secrets.set(`${what} ${secrets.size}`, value);
    return value;
  };
  for (const [what, value] of Object.entries(credentials)) if (what !== 'blogKey') keep(what, value);
  await useMobile(at, keep);
  await useDesktop(at, keep);
  if (solvesCaptchas) await useStaffAndBlog(at, keep);
  await usePanel(at, keep);
  await useConsole(at, keep, receiverUrl);
  await sendNonsense(at, keep);
  for (const line of at.outbox()) {
    if (line.code) keep('code', line.code);
    if (line.answer) keep('captcha', line.answer);
    for (const [, token = ''] of (line.text ?? '').matchAll(/token=([\w-]+)/g)) keep('link', token);
  }
  return secrets;
}

type Keep = (what: string, value: string) => string;

async function useMobile(at: TestPortico, keep: Keep): Promise<void> {
  const mobile = createMobileClient(at);
  const person = await mobile.join(keep('phone', newPhone()));
  keep('password', mobilePassword);
  keep('access token', person.token);
  keep('refresh token', person.refreshToken);
  await mobile.send('POST', '/auth/access_token', { account: person.phone, password: keep('wrong', 'wrong-secret-1') });
  await mobile.send('GET', `/personal/info?access_token=${person.token}&phone=${person.phone}`);
  await mobile.send('GET', `/nothing/${person.token}?code=123456`, undefined, person.token);
  const { body } = await mobile.send('POST', '/auth/refresh_token', { refresh_token: person.refreshToken });
  keep('access token', body.data.access_token);
  at.clock.advance(20_000);
  await mobile.send('POST', '/auth/refresh_token', { refresh_token: person.refreshToken });
}

async function useDesktop(at: TestPortico, keep: Keep): Promise<void> {
  const person = await signInAtDesktop(at, keep('phone', newPhone()), 'admin');
  keep('token', person.token.replace('Bearer ', ''));
  await call(`${at.url}/api/heart/check`, 'POST', {}, person.headers);
  await call(`${at.url}/api/heart/check`, 'POST', {}, { authorization: `${person.token}x` });
}

async function useStaffAndBlog(at: TestPortico, keep: Keep): Promise<void> {
  const fields = newStaffFields({ phone: keep('phone', newPhone()) });
  keep('password', fields.passwd);
  await call(`${at.url}/signUp`, 'PUT', signUpForm(fields));
  await logIn(at, fields.nickname);
  const owner = await logIn(at, 'owner', credentials.ownerPassword);
  keep('token', owner.body.data.token);
  const blog = createBlogClient(at);
  await blog.register('writer');
  keep('md5', md5('111111'));
  keep('token', (await blog.login('writer')).body.data.token);
  await blog.login('writer', 'wrong');
  await call(`${at.url}/blogapi/login?auth_key=x&token=${keep('signature', 'f'.repeat(32))}&timestamp=1`, 'POST', {});
}

async function usePanel(at: TestPortico, keep: Keep): Promise<void> {
  const cookie = `pt_key=${keep('cookie', 'AAJkSecretCookie')};pt_pin=jd_1;`;
  const token = { 'api-token': credentials.panelToken };
  await call(`${at.panelUrl}/openApi/updateCookie`, 'POST', { ptPin: cookie }, token);
  await call(
    `${at.panelUrl}/openApi/addOrUpdateAccount`,
    'POST',
    { ptPin: 'jd_2', wsKey: keep('key', 'AAWsSecretKey') },
    token,
  );
  await call(`${at.panelUrl}/openApi/count`, 'GET', undefined, { 'api-token': keep('wrong', 'wrong-panel-token') });
}

async function useConsole(at: TestPortico, keep: Keep, receiverUrl: string): Promise<void> {
  const owner = await signInAtConsole(at);
  for (const header of Object.values(owner.headers)) keep('console', header.replace(/^[^=]*=/, ''));
  const key = await owner.call('POST', '/api-keys', { body: { name: 'x', rights: ['accounts:read'] } });
  assert.equal(key.status, 201, JSON.stringify(key.body));
  keep('api key', key.body.key);
  const asked = `?q=${keep('phone', newPhone())}`;
  await createManagementClient(at, { authorization: `Bearer ${keep('wrong', 'wrong-api-key-12345')}` }).call(
    'GET',
    `/accounts${asked}`,
  );
  const { core, jobs } = at.portico.house;
  const url = `${receiverUrl}?key=${keep('webhook', 'in-the-receivers-url')}`;
  const made = await core.webhooks.endpoints.create(
    { url, description: '', events: ['session.opened'] },
    { actor: 'cli' },
  );
  keep('webhook secret', made.secret);
  await signInAtConsole(at);
  await jobs.runDue();
  await call(`${at.url}/account/forgot-password`, 'POST', new URLSearchParams({ email: 'writer@example.com' }));
  await call(`${at.url}/account/reset-password?token=${keep('link', 'link-token-of-a-mail')}`, 'GET');
}

async function sendNonsense(at: TestPortico, keep: Keep): Promise<void> {
  const body = `{"account":"x","password":"${keep('body', 'in-a-broken-body')}`;
  for (const path of [
    '/api/auth/access_token',
    '/login',
    '/blogapi/login',
    '/api/user/verifyCode',
    '/openApi/updateCookie',
  ])
    await call(at.url + path, 'POST', body, { 'content-type': 'application/json' });
  const secret = keep('path', 'secret-in-a-path');
  for (const path of [`/api/%zz${secret}`, `/${secret}`, `/avatars/${secret}`, `/dist/${secret}`, `/console/${secret}`])
    await sendRaw(
      at.url,
      `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${secret}\r\nConnection: close\r\n\r\n`,
    );
  await sendRaw(at.url, `GET /api/${secret} HTTP/1.1\r\nBad Header ${secret}\r\n\r\n`);
}
