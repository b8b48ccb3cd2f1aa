import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createMobileClient, mobilePassword, newPhone } from '../../support/mobile.ts';
import { startOldMobile } from '../../support/old-servers/mobile.ts';
import { startOldPanel } from '../../support/old-servers/panel.ts';
import { call, credentials, startPortico } from '../../support/portico.ts';
import { runPortico, temporaryDataDir } from '../../support/process.ts';
import { runShadowProcess } from '../../support/shadow-process.ts';
import { until } from '../../support/until.ts';

const at = await startPortico({ after });
const people = createMobileClient(at);

test('shadow: no secret is in the report, in the terminal, in a file or in what a second command prints', async (t) => {
  const { phone } = await people.join(newPhone());
  const email = `somebody-${phone}@example.com`;
  const old = await startOldMobile(t, { accounts: [{ identifier: phone, password: mobilePassword }] });
  const secrets = new Map([
    ['password', mobilePassword],
    ['phone', phone],
    ['e-mail', email],
    ['cookie', 'cookie-value-of-a-session'],
    ['query', 'key-in-a-query-1'],
  ]);
  // The worst of servers: it repeats what it was told, under names that tell nothing.
  old.plant('GET /api/personal/info', ({ body }, { headers }) => {
    const { authorization = '', cookie = '' } = headers;
    Object.assign(body.data, {
      nickname: `token ${authorization.slice(6)} cookie ${cookie}`,
      address: `${email} ${phone}`,
      api_secret: 'in-a-field-by-name',
      list: [{ device: authorization }],
    });
  });
  old.plant('POST /api/auth/access_token', ({ body }, { fields }) => {
    Object.assign(body, { message: `welcome ${fields.account} with ${fields.password}`, sms: '482913' });
    body.data[fields.password as string] = 1;
  });
  old.plant('GET /api/faq', ({ body }, { query }) => Object.assign(body, { message: `key ${query.get('key')}` }));
  old.plant('POST /api/feedback', ({ body }, { fields }) =>
    Object.assign(body, { message: `with ${fields.password}` }),
  );
  secrets.set('large body', 'in-a-large-body').set('field', 'in-a-field-by-name').set('code', '482913');

  const environment = { PORTICO_DATA_DIR: temporaryDataDir(t) };
  const report = join(environment.PORTICO_DATA_DIR, '..', 'report.ndjson');
  const words = ['--old', old.url, '--new', at.url, '--contract', 'mobile', '--writes', '--report', report];
  const shadow = await runShadowProcess(t, words, environment);
  const signedIn = await call(`${shadow.url}/api/auth/access_token`, 'POST', {
    account: phone,
    password: mobilePassword,
  });
  const { access_token: token, refresh_token: refresh } = signedIn.body.data;
  const headers = { authorization: `Token ${token}`, cookie: 'session=cookie-value-of-a-session' };
  await call(`${shadow.url}/api/personal/info`, 'GET', undefined, headers);
  await call(`${shadow.url}/api/faq?key=key-in-a-query-1`, 'GET', undefined, headers);
  const large = { feedback_content: 'x'.repeat(30_000), password: 'in-a-large-body' };
  await call(`${shadow.url}/api/feedback`, 'POST', large, headers);
  await call(`${shadow.url}/api/nothing/${token}?token=${token}`, 'GET', undefined, headers);
  await call(`${shadow.url}/api/auth/refresh_token`, 'POST', { refresh_token: refresh });
  secrets.set('token', token).set('refresh token', refresh);

  const run = (...more: string[]) => runPortico(['shadow', ...more], environment);
  await until(async () => (await run('report', '--json')).stdout.split('\n').length >= 8);
  const outputs = await Promise.all([run('report'), run('report', '--json'), run('status'), run('status', '--json')]);
  shadow.child.kill('SIGUSR2');
  shadow.child.kill('SIGTERM');
  assert.equal(await shadow.ended, 0);
  const texts = [shadow.stdout(), shadow.stderr(), ...outputs.flatMap(({ stdout, stderr }) => [stdout, stderr])];
  texts.push(readFileSync(report, 'utf8'), ...filesBelow(environment.PORTICO_DATA_DIR));
  const all = texts.join('\n');
  assert.match(all, /GET \/api\/personal\/info {2}data\.nickname/);
  assert.match(all, /data\.api_secret.*\*\*\*/);
  assert.match(all, /POST \/api\/feedback {2}message {2}value {2}old "with \*\*\*"/);
  for (const [what, secret] of secrets) assert.ok(!all.includes(secret), `${what}: ${secret}`);
});

test('shadow: what scripts push into the panel is in nothing that is written', async (t) => {
  const old = await startOldPanel(t, { token: credentials.panelToken });
  old.plant('POST /openApi/updateCookie', ({ body }, { fields }) =>
    Object.assign(body, { msg: `added ${fields.ptPin}` }),
  );
  const environment = { PORTICO_DATA_DIR: temporaryDataDir(t) };
  const words = ['--old', old.url, '--new', at.panelUrl, '--contract', 'panel', '--writes'];
  const shadow = await runShadowProcess(t, words, environment);
  const body = { ptPin: 'pt_key=AAJsecretKey;pt_pin=jd_1;' };
  await call(`${shadow.url}/openApi/updateCookie`, 'POST', body, { 'api-token': credentials.panelToken });
  await until(() => shadow.stdout().includes('differs'));
  shadow.child.kill('SIGTERM');
  await shadow.ended;
  const all = shadow.stdout() + shadow.stderr();
  assert.match(all, /POST \/openApi\/updateCookie {2}msg {2}value/);
  for (const secret of ['AAJsecretKey', credentials.panelToken]) assert.ok(!all.includes(secret));
});

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
}
