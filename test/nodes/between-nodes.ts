import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createBlogClient, md5, sign } from '../support/blog.ts';
import { uploadBody } from '../support/desktop.ts';
import { createManagementClient, type ManagementClient, signInAtConsole } from '../support/management.ts';
import { mobileInfo, registerMobile, signInMobile } from '../support/mobile-and-desktop.ts';
import { call, credentials, type TestPortico } from '../support/portico.ts';
import { staffPassword } from '../support/staff.ts';
import { until } from '../support/until.ts';
import { type Guarantee, infoCode, newPhone, type TwoNodes } from './two-nodes.ts';

/** What is done at one node holds at the other. */
export function testBetweenNodes(test: Guarantee, { first, second, together, owner, ownerElsewhere }: TwoNodes): void {
  test('nodes: who registers at one signs in at the other, and through nginx at any', async () => {
    const phone = newPhone();
    const registered = await registerMobile(first, phone, staffPassword);
    const { id } = (await mobileInfo(second, registered)) as { id: number };
    assert.equal((await mobileInfo(first, await signInMobile(second, phone, staffPassword))).id, id);
    for (let count = 0; count < 6; count += 1) {
      const signedIn = await signInMobile(together, phone, staffPassword);
      assert.equal((await mobileInfo(together, signedIn)).id, id);
    }
  });

  test('nodes: whom an operator freezes at one is refused at the other with the next request; so is a session that ended', async () => {
    const registered = await registerMobile(second, newPhone(), staffPassword);
    const { id } = (await mobileInfo(second, registered)) as { id: number };
    const token = registered.body.data.access_token as string;
    const version = (await owner.call('GET', `/accounts/${id}`)).body.version;
    assert.equal((await owner.call('POST', `/accounts/${id}/freeze`, { version })).status, 200);
    assert.notEqual(await infoCode(second, token), 0);

    const phone = newPhone();
    await registerMobile(first, phone, staffPassword);
    for (const [here, there] of [
      [first, second],
      [second, first],
    ] as const) {
      const { access_token: own } = (await signInMobile(here, phone, staffPassword)).body.data;
      assert.deepEqual([await infoCode(here, own), await infoCode(there, own)], [0, 0]);
      await call(`${here.url}/api/auth/destroy_token`, 'POST', {}, { authorization: `Token ${own}` });
      assert.notEqual(await infoCode(there, own), 0);
    }
  });

  test('nodes: whose role is taken away at one, and what key is revoked there, is refused at the other with the next request', async () => {
    const codeOf = async (client: ManagementClient): Promise<string | undefined> =>
      (await client.call('GET', '/accounts')).body.code;
    const made = async (here: ManagementClient, path: string, body: Record<string, unknown>) => {
      const answer = await here.call('POST', path, { body });
      assert.equal(answer.status, 201, JSON.stringify(answer.body));
      return answer.body;
    };
    for (const [here, there] of [
      [owner, second],
      [ownerElsewhere, first],
    ] as const) {
      const handle = `operator-of-${newPhone()}`;
      const { account } = await made(here, '/accounts', { handle, password: staffPassword, role: 'admin' });
      const operator = await signInAtConsole(there, handle, staffPassword);
      const { key, id, version } = await made(here, '/api-keys', { name: handle, rights: ['accounts:read'] });
      const program = createManagementClient(there, { authorization: `Bearer ${key}` });
      assert.deepEqual([await codeOf(operator), await codeOf(program)], [undefined, undefined]);

      const role = { body: { role: 'user' }, version: account.version };
      assert.equal((await here.call('PUT', `/accounts/${account.id}/role`, role)).status, 200);
      assert.equal(await codeOf(operator), 'session.revoked');
      assert.equal(await codeOf(program), undefined);
      assert.equal((await here.call('POST', `/api-keys/${id}/revoke`, { version })).status, 200);
      assert.equal(await codeOf(program), 'api_key.wrong');
    }
  });

  test('nodes: a refresh token that both are shown at once has one successor', async () => {
    const { refresh_token: refreshToken } = (await registerMobile(first, newPhone(), staffPassword)).body.data;
    const answers = await Promise.all(
      [first, second, first, second].map(({ url }) =>
        call(`${url}/api/auth/refresh_token`, 'POST', { refresh_token: refreshToken }),
      ),
    );
    assert.deepEqual(
      answers.map(({ body }) => body.code),
      [0, 0, 0, 0],
    );
    assert.equal(new Set(answers.map(({ body }) => body.data.refresh_token)).size, 1);
  });

  test('nodes: a signed write that happened at one is refused at the other; of many at once one wins', async () => {
    const form = async (account: string) => ({
      account,
      password: md5('111111'),
      email: `${account}@example.com`,
      ...(await createBlogClient(first).solveCaptcha()),
    });
    const reg = ({ url }: TestPortico, parameters: ReturnType<typeof sign>) =>
      call(`${url}/blogapi/reg`, 'POST', parameters);
    const once = sign(await form('replayed'), Date.now());
    assert.equal((await reg(first, once)).body.code, 200);
    assert.equal((await reg(second, once)).body.code, 201);
    const raced = sign(await form('raced'), Date.now());
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => reg(index % 2 ? first : second, raced)));
    assert.deepEqual(answers.map(({ body }) => body.code).sort(), [200, ...Array(7).fill(201)]);
    const mailed = () =>
      together.outbox().filter(({ channel, to }) => channel === 'email' && to === 'raced@example.com');
    await until(() => mailed().length > 0);
    // Longer than either node waits before it looks for jobs.
    await delay(2_500);
    assert.equal(mailed().length, 1);
  });

  test('nodes: a code is guessed five times in all, not at each', async () => {
    const phone = newPhone();
    await call(`${first.url}/api/auth/send_code`, 'POST', { account: phone });
    const code = first.codeFor(`+86${phone}`);
    const wrong = code === '000000' ? '111111' : '000000';
    const guess = ({ url }: TestPortico, guessed: string) =>
      call(`${url}/api/auth/register`, 'POST', { account: phone, code: guessed, password: staffPassword });
    for (const node of [first, second, first, second, first]) assert.notEqual((await guess(node, wrong)).body.code, 0);
    assert.notEqual((await guess(second, code)).body.code, 0);
    assert.notEqual((await guess(first, code)).body.code, 0);
  });

  test('nodes: a captcha that one drew is answered at the other, once', async () => {
    const { id } = (await call(`${first.url}/captcha`, 'GET')).body.data;
    const body = {
      nickname: 'owner',
      passwd: credentials.ownerPassword,
      captcha_id: id,
      captcha_code: first.answerOf(id),
    };
    assert.equal((await call(`${second.url}/login`, 'POST', body)).body.status, true);
    assert.equal((await call(`${first.url}/login`, 'POST', body)).body.status, false);
  });

  test('nodes: one Idempotency-Key at both makes one thing', async () => {
    const options = {
      headers: { 'idempotency-key': 'at-both' },
      body: { title: 'at both', content: 'an answer', category: '' },
    };
    await Promise.all([owner, ownerElsewhere].map((one) => one.call('POST', '/faqs', options)));
    const { items } = (await owner.call('GET', '/faqs')).body;
    assert.equal(items.filter(({ title }: { title: string }) => title === 'at both').length, 1);
  });

  test('nodes: what one received the other gives out', async () => {
    const bytes = randomBytes(3 * 1024 * 1024);
    const key = await owner.call('POST', '/api-keys', { body: { name: 'uploader', rights: ['releases:write'] } });
    const headers = { authorization: key.body.key as string };
    const uploaded = await call(
      `${together.url}/api/upgrade/upload`,
      'POST',
      uploadBody('3.0', bytes, 'tool.zip'),
      headers,
    );
    assert.equal(uploaded.body.meta?.status ?? uploaded.status, 200, JSON.stringify(uploaded.body));
    for (const { url } of [first, second, together]) {
      const given = await fetch(`${url}${uploaded.body.data.path}`);
      assert.ok(Buffer.from(await given.arrayBuffer()).equals(bytes));
    }
  });

  test('nodes: a setting that is changed at one is in force at the other, without anybody asking for it', async () => {
    const isOn = async ({ url }: TestPortico): Promise<boolean> =>
      (await fetch(`${url}/blogapi/service/captcha`)).status !== 404;
    const change = async (client: ManagementClient, enabled: boolean): Promise<void> => {
      const { version } = (await client.call('GET', '/settings')).body;
      const changed = await client.call('PATCH', '/settings', {
        body: { values: { 'blog.enabled': enabled } },
        version,
      });
      assert.equal(changed.status, 200, JSON.stringify(changed.body));
    };
    assert.equal(await isOn(second), true);
    const turns = async (node: TestPortico, wanted: boolean): Promise<void> => {
      await until(async () => (await isOn(node)) === wanted);
      assert.equal(await isOn(node), wanted);
    };
    await change(owner, false);
    await turns(second, false);
    await change(ownerElsewhere, true);
    await turns(first, true);
  });
}
