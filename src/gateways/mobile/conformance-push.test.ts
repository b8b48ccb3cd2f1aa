import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { toMultipart, toQuery } from '../../../test/support/encodings.ts';
import { assertCode, assertLikeExample, createMobileClient } from '../../../test/support/mobile.ts';
import { type call, startPortico } from '../../../test/support/portico.ts';

const at = await startPortico({ after });
const { send, join } = createMobileClient(at);

let clients = 0;
function newClient(): string {
  clients += 1;
  return `client-${clients}`;
}
const bind = (token: string, client_id: unknown, client_type: unknown = 'android') =>
  send('POST', '/push/bind', { client_id, client_type }, token);
const show = (token: string, client: string) =>
  send('GET', `/push/switch/${encodeURIComponent(client)}`, undefined, token);
const turn = (token: string, client: string, body: Parameters<typeof call>[2]) =>
  send('PUT', `/push/switch/${encodeURIComponent(client)}`, body, token);

test('mobile push/bind: example of the document, field by field', async () => {
  const { id, token } = await join();
  const answer = await bind(token, 'xxxxxxx');
  assertLikeExample(answer, 'POST /api/push/bind');
  const { created_at, updated_at, id: deviceId, ...rest } = answer.body.data;
  assert.deepEqual(rest, { app_id: '', user_id: id, client_id: 'xxxxxxx', client_type: 'android', switch: true });
  assert.ok(deviceId > 0);
  assert.equal(created_at, updated_at);
});

test('mobile GET push/switch: example of the document, field by field', async () => {
  const { token } = await join();
  const client = newClient();
  const bound = await bind(token, client, 'ios');
  const answer = await show(token, client);
  assertLikeExample(answer, 'GET /api/push/switch/{client_id}');
  assert.deepEqual(answer.body, bound.body);
});

test('mobile PUT push/switch: example of the document, field by field', async () => {
  const { token } = await join();
  const client = newClient();
  await bind(token, client);
  const answer = await turn(token, client, { switch: false });
  assertLikeExample(answer, 'PUT /api/push/switch/{client_id}');
  assert.deepEqual(answer.body.data, {});
  assert.equal((await show(token, client)).body.data.switch, false);
});

test('mobile push: JSON, form and multipart bodies say the same', async () => {
  const { token } = await join();
  const client = newClient();
  const fields = { client_id: client, client_type: 'ios' };
  for (const body of [fields, toQuery(fields), toMultipart(fields)]) {
    assertLikeExample(await send('POST', '/push/bind', body, token), 'POST /api/push/bind');
  }
  const bodies = [{ switch: true }, { switch: 1 }, { switch: 'true' }, new URLSearchParams({ switch: '1' })];
  for (const on of [...bodies, toMultipart({ switch: 'true' })]) {
    assertCode(await turn(token, client, new URLSearchParams({ switch: 'false' })), 0);
    assert.equal((await show(token, client)).body.data.switch, false);
    assertCode(await turn(token, client, on), 0);
    assert.equal((await show(token, client)).body.data.switch, true);
  }
});

test('mobile push/bind: the same client stays one record, its switch as it was', async () => {
  const { token } = await join();
  const client = newClient();
  const first = (await bind(token, client)).body.data;
  await turn(token, client, { switch: false });
  at.clock.advance(61_000);
  const { updated_at, ...again } = (await bind(token, client, 'ios')).body.data;
  const { updated_at: before, ...rest } = first;
  assert.deepEqual(again, { ...rest, client_type: 'ios', switch: false });
  assert.ok(updated_at > before);
});

test('mobile push/bind: fifty at once for one client make one record', async () => {
  const [one, other] = [await join(), await join()];
  const client = newClient();
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => bind(index % 2 ? one.token : other.token, client)),
  );
  for (const answer of answers) assertCode(answer, 0);
  assert.equal(new Set(answers.map((answer) => answer.body.data.id)).size, 1);
  const codes = [(await show(one.token, client)).body.code, (await show(other.token, client)).body.code];
  assert.deepEqual(codes.sort(), [0, 10001]);
});

test('mobile push/bind: binding a client that another account holds moves it, switched on', async () => {
  const [former, next] = [await join(), await join()];
  const client = newClient();
  const first = (await bind(former.token, client)).body.data;
  await turn(former.token, client, { switch: false });
  const moved = (await bind(next.token, client)).body.data;
  assert.deepEqual([moved.id, moved.user_id, moved.switch], [first.id, next.id, true]);
  assertCode(await show(former.token, client), 10001);
});

test('mobile push/switch: an unknown client, or one of another account, is 10001 and stays as it is', async () => {
  const [owner, stranger] = [await join(), await join()];
  const client = newClient();
  await bind(owner.token, client);
  assertCode(await show(stranger.token, client), 10001);
  assertCode(await turn(stranger.token, client, { switch: false }), 10001);
  assertCode(await show(owner.token, 'nobody-has-this'), 10001);
  assertCode(await turn(owner.token, 'nobody-has-this', { switch: false }), 10001);
  assert.equal((await show(owner.token, client)).body.data.switch, true);
});

test('mobile push: client_id is 1 to 200 printable characters, escaped in the path as any text', async () => {
  const { token } = await join();
  for (const client of ['a', 'x'.repeat(200), 'fcm:APA91b_-x/y?z=1#&%', '设备 一', '../..', '😀']) {
    assertLikeExample(await bind(token, client), 'POST /api/push/bind');
    assert.equal((await show(token, client)).body.data.client_id, client);
    assertCode(await turn(token, client, { switch: false }), 0);
  }
  for (const client of ['', 'x'.repeat(201), 'a\nb', 'a\u0000', '\ud800', null, ['x'], {}]) {
    assertCode(await bind(token, client), 10005);
  }
  assertCode(await send('GET', '/push/switch/%00', undefined, token), 10005);
  assertCode(await send('GET', `/push/switch/${'x'.repeat(201)}`, undefined, token), 10005);
  assertCode(await send('GET', '/push/switch/', undefined, token), 10002, 404);
  assertCode(await send('GET', '/push/switch/%zz', undefined, token), 10005, 400);
});

test('mobile push: client_type is android or ios, switch is a boolean; else 10005', async () => {
  const { token } = await join();
  const client = newClient();
  for (const type of ['Android', 'windows', '', null, 'ios ', 1]) assertCode(await bind(token, client, type), 10005);
  assertCode(await show(token, client), 10001);
  await bind(token, client);
  for (const body of [{}, { switch: 'on' }, { switch: 2 }, { switch: null }, { switch: '' }, { switch: [true] }]) {
    assertCode(await turn(token, client, body), 10005);
  }
  assert.equal((await show(token, client)).body.data.switch, true);
});
