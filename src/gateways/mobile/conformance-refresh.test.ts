import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assertCode, createMobileClient, mobilePassword } from '../../../test/support/mobile.ts';
import { type Answer, startPortico } from '../../../test/support/portico.ts';

const at = await startPortico({ after });
// A token is used again a second before its 10 s are over.
at.clock.stop();
const { send, join } = createMobileClient(at);

const secondMs = 1_000;
const dayMs = 86_400_000;
const refresh = (token: string): Promise<Answer> => send('POST', '/auth/refresh_token', { refresh_token: token });
const info = (token: string): Promise<Answer> => send('GET', '/personal/info', undefined, token);

/** Fails unless the answer is a pair of tokens; answers the pair. */
function pairOf(answer: Answer): { access_token: string; refresh_token: string } {
  assertCode(answer, 0);
  return answer.body.data;
}

test('mobile refresh_token: both tokens are replaced, and the old access token is dead', async () => {
  const { token, refreshToken } = await join();
  const pair = pairOf(await refresh(refreshToken));
  assert.equal(new Set([token, refreshToken, pair.access_token, pair.refresh_token]).size, 4);
  assertCode(await info(pair.access_token), 0);
  assertCode(await info(token), 10004);
});

test('mobile refresh_token: a retry within 10 s hears the same pair, however often', async () => {
  const { refreshToken } = await join();
  const first = await refresh(refreshToken);
  for (let round = 0; round < 3; round += 1) {
    at.clock.advance(3 * secondMs);
    assert.deepEqual((await refresh(refreshToken)).body, first.body);
  }
  assertCode(await info(pairOf(first).access_token), 0);
});

test('mobile refresh_token: a hundred callers with one token hear one pair, and it works', async () => {
  const { refreshToken } = await join();
  const answers = await Promise.all(Array.from({ length: 100 }, () => refresh(refreshToken)));
  const pairs = answers.map(pairOf);
  assert.equal(new Set(pairs.map((pair) => JSON.stringify(pair))).size, 1);
  const [pair] = pairs;
  assertCode(await info(pair?.access_token as string), 0);
  assertCode(await refresh(pair?.refresh_token as string), 0);
});

test('mobile refresh_token: a second use more than 10 s later revokes the whole session', async () => {
  const { phone, refreshToken } = await join();
  const other = pairOf(await send('POST', '/auth/access_token', { account: phone, password: mobilePassword }));
  const pair = pairOf(await refresh(refreshToken));
  at.clock.advance(11 * secondMs);
  assertCode(await info(pair.access_token), 0);
  assertCode(await refresh(refreshToken), 10004);
  assertCode(await info(pair.access_token), 10004);
  assertCode(await refresh(pair.refresh_token), 10004);
  assertCode(await info(other.access_token), 0);
  assertCode(await refresh(other.refresh_token), 0);
});

test('mobile refresh_token: a retry does not prolong the 10 s', async () => {
  const { refreshToken } = await join();
  const pair = pairOf(await refresh(refreshToken));
  at.clock.advance(8 * secondMs);
  assertCode(await refresh(refreshToken), 0);
  at.clock.advance(8 * secondMs);
  assertCode(await refresh(refreshToken), 10004);
  assertCode(await info(pair.access_token), 10004);
});

test('mobile refresh_token: lives 30 days, also after its access token died', async () => {
  const { token, refreshToken } = await join();
  at.clock.advance(30 * dayMs - 60 * secondMs);
  assertCode(await info(token), 10004);
  const pair = pairOf(await refresh(refreshToken));
  assertCode(await info(pair.access_token), 0);
  at.clock.advance(30 * dayMs + secondMs);
  assertCode(await refresh(pair.refresh_token), 10004);
});

test('mobile refresh_token: the successor pair lives its own full time', async () => {
  const { refreshToken } = await join();
  at.clock.advance(6 * dayMs);
  const pair = pairOf(await refresh(refreshToken));
  at.clock.advance(6 * dayMs);
  assertCode(await info(pair.access_token), 0);
  at.clock.advance(20 * dayMs);
  assertCode(await refresh(pair.refresh_token), 0);
});

test('mobile refresh_token: one kind of token never serves as the other, and trying ends nothing', async () => {
  const { token, refreshToken } = await join();
  assertCode(await info(refreshToken), 10004);
  assertCode(await refresh(token), 10004);
  assertCode(await info(token), 0);
  assertCode(await refresh(refreshToken), 0);
});
