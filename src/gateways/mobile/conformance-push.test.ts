import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assertCode, createMobileClient } from '../../../test/support/mobile.ts';
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
