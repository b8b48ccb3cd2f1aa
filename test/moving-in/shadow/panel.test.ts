import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startOldPanel } from '../../support/old-servers/panel.ts';
import { call, credentials, startPortico } from '../../support/portico.ts';
import { startShadow } from '../../support/shadow.ts';

const at = await startPortico({ after });
const headers = { 'api-token': credentials.panelToken };

/** What the scripts push: in JSON and as a form, rightly and wrongly. */
async function pushAccounts(url: string): Promise<void> {
  const at = `${url}/openApi`;
  await call(`${at}/updateCookie`, 'POST', { ptPin: 'pt_key=AAJsecret;pt_pin=jd_1;', userMsg: '备注' }, headers);
  await call(`${at}/updateCookie`, 'POST', new URLSearchParams({ cookie: 'pt_key=AAJother;pt_pin=jd_2;' }), headers);
  await call(`${at}/addOrUpdateAccount`, 'POST', { ptPin: 'jd_3', wsKey: 'AAWsecret' }, headers);
  await call(`${at}/count`, 'GET', undefined, headers);
  await call(`${at}/count`, 'GET', undefined, { 'api-token': 'a-wrong-token' });
  await call(`${at}/count`, 'GET');
  await call(`${at}/nothing`, 'GET', undefined, headers);
}

test('shadow panel: with one token on both servers everything is compared, and nothing is told to differ', async (t) => {
  const old = await startOldPanel(t, { token: credentials.panelToken });
  const shadow = await startShadow(t, 'panel', { old: old.url, new: at.panelUrl });
  await pushAccounts(shadow.url);
  await shadow.settle();
  assert.deepEqual(shadow.seen(), []);
  for (const { requests, same } of shadow.status().endpoints) assert.equal(same, requests);
});

test('shadow panel: each planted difference is told under its endpoint and field, and nothing else is', async (t) => {
  const old = await startOldPanel(t, { token: credentials.panelToken });
  old.plant('POST /openApi/updateCookie', ({ body }) => Object.assign(body, { data: {} }));
  old.plant('POST /openApi/addOrUpdateAccount', (answer) => Object.assign(answer, { status: 201 }));
  old.plant('GET /openApi/count', ({ body, headers }) => {
    if (body.code === 4403) Object.assign(body, { code: 403 });
    Object.assign(headers, { 'content-type': 'application/json' });
  });
  const shadow = await startShadow(t, 'panel', { old: old.url, new: at.panelUrl });
  await pushAccounts(shadow.url);
  await shadow.settle();
  assert.deepEqual(shadow.seen().sort(), [
    'GET /openApi/count code value',
    'GET /openApi/count header content-type value',
    'POST /openApi/addOrUpdateAccount status value',
    'POST /openApi/updateCookie data type',
  ]);
});
