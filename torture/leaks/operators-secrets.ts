import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type ManagementAnswer, type ManagementClient, signInAtConsole } from '../../test/support/management.ts';
import { call, credentials, type TestPortico } from '../../test/support/portico.ts';
import type { Secret } from './find-secrets.ts';

type Keep = (what: string, value: string) => string;

/** What operators and programs do with secrets: makes, reveals, replaces and throws away one of each kind. */
export async function useOperatorsSecrets(at: TestPortico, receiverUrl: string): Promise<Secret[]> {
  const secrets: Secret[] = [];
  const keep: Keep = (what, value) => {
    assert.ok(typeof value === 'string' && value.length >= 8, `${what}: ${value}`);
    secrets.push({ what, value });
    return value;
  };
  const owner = await signInAtConsole(at);
  const ask = createAsking(owner);
  await fillVault(at, keep, ask);
  await replaceKeys(keep, ask, receiverUrl);
  await choosePasswords(at, keep, ask);
  return secrets;
}

type Asking = (method: string, path: string, body?: object, version?: number) => Promise<ManagementAnswer['body']>;

/** Asks twice under one key, so that the answer is kept, too. */
function createAsking({ call }: ManagementClient): Asking {
  return async (method, path, body, version) => {
    const headers = { 'idempotency-key': randomBytes(8).toString('hex') };
    const options = { headers, ...(body && { body }), ...(version !== undefined && { version }) };
    const first = await call(method, path, options);
    assert.ok(first.status < 300, `${method} ${path}: ${first.status} ${JSON.stringify(first.body)}`);
    if (first.status === 201) assert.deepEqual((await call(method, path, options)).body, first.body);
    return first.body;
  };
}

const marked = (what: string): string => `${what}-${randomBytes(12).toString('hex')}`;

async function fillVault(at: TestPortico, keep: Keep, ask: Asking): Promise<void> {
  const token = { 'api-token': credentials.panelToken };
  for (const pin of ['jd_a', 'jd_b', 'jd_c']) {
    const ptPin = `pt_key=${keep('pt_key', marked('AAJpt'))};pt_pin=${pin};`;
    await call(`${at.panelUrl}/openApi/updateCookie`, 'POST', { ptPin }, token);
    const wsKey = keep('ws_key', marked('AAFws'));
    await call(
      `${at.panelUrl}/openApi/addOrUpdateAccount`,
      'POST',
      { ptPin: pin, wsKey, ptKey: keep('pt_key', marked('AAJpt')) },
      token,
    );
  }
  await call(`${at.panelUrl}/openApi/cookie/delete`, 'POST', { ptPins: 'jd_a' }, token);
  const entry = await ask('POST', '/vault', {
    pin: 'jd_d',
    ptKey: keep('pt_key', marked('AAJpt')),
    wsKey: keep('ws_key', marked('AAFws')),
  });
  await ask('PATCH', `/vault/${entry.id}`, { ptKey: keep('pt_key', marked('AAJpt')) }, entry.version);
  const revealed = await ask('POST', `/vault/${entry.id}/reveal`, { password: credentials.ownerPassword });
  assert.match(revealed.ptKey, /^AAJpt-/);
}

async function replaceKeys(keep: Keep, ask: Asking, receiverUrl: string): Promise<void> {
  const key = await ask('POST', '/api-keys', { name: 'leaks', rights: ['accounts:read'] });
  keep('API key', key.key);
  const signing = await ask('POST', '/signing-keys', { name: 'leaks' });
  keep('blog secret', signing.secret);
  const rotated = await ask('POST', `/signing-keys/${signing.id}/rotate`, { overlapHours: 0 }, signing.version);
  keep('blog secret', rotated.successor.secret);
  const hook = await ask('POST', '/webhooks', { url: receiverUrl, events: ['account.created'] });
  keep('webhook secret', hook.secret);
  keep(
    'webhook secret',
    (await ask('POST', `/webhooks/${hook.id}/rotate-secret`, { overlapHours: 0 }, hook.version)).secret,
  );
  await ask('POST', `/webhooks/${hook.id}/test`);
}

async function choosePasswords(at: TestPortico, keep: Keep, ask: Asking): Promise<void> {
  const password = keep('password', marked('Chosen'));
  const { account } = await ask('POST', '/accounts', { handle: 'leaking-one', email: 'leaking@example.com', password });
  const link = await ask('POST', `/accounts/${account.id}/password-reset`);
  keep('reset link', link.token);
  const next = keep('password', marked('Next'));
  await ask('POST', '/password-resets/consume', { token: link.token, password: next });
  const wrong = keep('password', marked('Wrong'));
  const anybody = (body: object) => call(`${at.url}/api/auth/access_token`, 'POST', { ...body });
  await anybody({ account: 'leaking-one', password: wrong });
  const { body } = await anybody({ account: 'leaking-one', password: next });
  keep('access token', body.data.access_token);
  keep('refresh token', body.data.refresh_token);
  // Typed where the name belongs.
  await anybody({ account: keep('password', marked('Typed')), password: 'x' });
  await call(
    `${at.url}/account/reset-password`,
    'POST',
    new URLSearchParams({ token: keep('reset link', marked('link')), password: next, again: next }),
  );
}
