import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, beforeEach, test } from 'node:test';
import { blogContext, sign } from '../../../test/support/blog.ts';
import { type Fields, toQuery } from '../../../test/support/encodings.ts';
import { type Answer, call, credentials, startPortico } from '../../../test/support/portico.ts';
import { allowAgain, refuse } from '../../../test/support/triggers.ts';
import { DomainError } from '../../core/errors.ts';
import type { Exchange } from '../../http/exchange.ts';
import { createGateway } from '../gateway.ts';
import { blog } from './index.ts';
import { requireSignatures } from './signed-requests.ts';

const minuteMs = 60_000;
const clock = { at: Date.now(), now: () => clock.at };
const { portico } = await startPortico({ after }, {}, { clock });
const { core, database, logger, sweeper } = portico.house;
const warned: string[] = [];
const work = { done: 0, failure: undefined as DomainError | undefined };
const url = await serve();

beforeEach(() => {
  // No two tests sign the same.
  clock.at += 1_000;
  work.done = 0;
  work.failure = undefined;
  warned.length = 0;
});

/** Signed routes of every method, whose work is counted and fails as a test wants. */
async function serve(): Promise<string> {
  const gateway = await createGateway(
    {
      ...blog,
      register(app, context) {
        const warn = (_details: object, message: string) => void warned.push(message);
        requireSignatures(app, { ...context, logger: Object.assign(Object.create(logger), { warn }) });
        const handler = async () => {
          work.done += 1;
          if (work.failure) throw work.failure;
          return { code: 200 };
        };
        app.route({ method: ['GET', 'POST', 'PUT', 'DELETE'], url: '/signed', handler });
      },
    },
    blogContext(core, logger),
  );
  const server = createServer((request, response) => {
    request.headers['x-request-id'] = 'given-by-the-edge';
    request.exchange = { method: 'POST', contract: 'blog', startedAt: 0 } as Exchange;
    gateway.handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(async () => {
    server.close();
    server.closeAllConnections();
    await gateway.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/signed`;
}

const send = (parameters: Fields, method = 'POST'): Promise<Answer> =>
  method === 'GET' || method === 'DELETE'
    ? call(`${url}?${toQuery(parameters)}`, method)
    : call(url, method, parameters);
const codesOf = (...answers: Answer[]): number[] => answers.map(({ body }) => body.code);
const signed = (fields: Fields = {}, timestamp: unknown = clock.at): Fields => sign(fields, timestamp);

test('blog *: a signed POST, PUT or DELETE happens once, a GET as often as it is asked', async () => {
  for (const method of ['POST', 'PUT', 'DELETE']) {
    const parameters = signed({ method });
    assert.deepEqual(codesOf(await send(parameters, method), await send(parameters, method)), [200, 201], method);
  }
  assert.equal(work.done, 3);
  const parameters = signed();
  assert.deepEqual(codesOf(await send(parameters, 'GET'), await send(parameters, 'GET')), [200, 200]);
  const stored = await database.selectFrom('replay_marks').select('key').where('key', 'like', `%${parameters.token}`);
  assert.deepEqual(await stored.execute(), [], 'nothing is kept of what may repeat');
});

test('blog *: a request is taken up to an age of five minutes to the millisecond, and from a clock that is as much ahead', async () => {
  for (const offset of [-5 * minuteMs, 5 * minuteMs]) {
    const beyond = offset + Math.sign(offset);
    assert.deepEqual(
      codesOf(await send(signed({}, clock.at + offset)), await send(signed({}, clock.at + beyond))),
      [200, 513],
    );
  }
});

test('blog *: a repeat is still refused at the very last moment at which its age would be taken', async () => {
  const parameters = signed({ last: 'moment' });
  assert.deepEqual(codesOf(await send(parameters)), [200]);
  clock.at += 5 * minuteMs;
  await sweeper.sweepOnce();
  assert.deepEqual(codesOf(await send(parameters)), [201]);
  clock.at += 1;
  assert.deepEqual(codesOf(await send(parameters)), [513]);
});

test('blog *: a signed write that surely failed may be sent again at once, and one that may have happened may not', async () => {
  const [failed, uncertain] = [signed({ write: 'failed' }), signed({ write: 'uncertain' })];
  work.failure = new DomainError('database.unavailable');
  assert.deepEqual(codesOf(await send(failed), await send(failed)), [504, 504]);
  work.failure = new DomainError('database.unavailable', { mayHaveBeenKept: true });
  assert.deepEqual(codesOf(await send(uncertain), await send(uncertain)), [504, 201]);
  work.failure = undefined;
  assert.deepEqual(codesOf(await send(failed), await send(uncertain)), [200, 201]);
  assert.equal(work.done, 4);
  assert.deepEqual(warned, []);
});

test('blog *: a failure is told as it was where its claim cannot be given back, and that is logged', async () => {
  const parameters = signed({ write: 'unsettled' });
  work.failure = new DomainError('database.unavailable');
  await refuse(database, 'delete on replay_marks');
  assert.deepEqual(codesOf(await send(parameters)), [504]);
  await allowAgain(database, 'replay_marks');
  assert.deepEqual(warned, ['claim not settled']);
  assert.deepEqual(codesOf(await send(parameters)), [201], 'its lease runs on');
});

test('blog *: a success that cannot be kept is no success, and does not happen again', async () => {
  const parameters = signed({ write: 'not kept' });
  await refuse(database, 'update on replay_marks');
  const { status } = await send(parameters);
  await allowAgain(database, 'replay_marks');
  assert.equal(status, 500);
  assert.deepEqual(codesOf(await send(parameters)), [201]);
  assert.equal(work.done, 1);
});

test('blog *: the same token under another key is another write', async () => {
  const { authKey } = await core.signingKeys.create(
    'twin',
    { actor: 'cli' },
    { authKey: 'twin', secret: credentials.blogSecret },
  );
  const parameters = signed({ write: 'of two' });
  assert.deepEqual(codesOf(await send(parameters), await send({ ...parameters, auth_key: authKey })), [200, 200]);
  assert.deepEqual(codesOf(await send({ ...parameters, auth_key: authKey })), [201]);
});

test('blog *: a body in which a name comes twice is refused on every signed route', async () => {
  const text = JSON.stringify(signed({ a: '1' })).slice(0, -1);
  const answer = await call(url, 'POST', `${text},"a":"1"}`, { 'content-type': 'application/json' });
  assert.deepEqual([answer.status, work.done], [400, 0]);
});

test('blog *: a timestamp is whole milliseconds, as a number or as its digits', async () => {
  assert.deepEqual(
    codesOf(await send(signed({ as: 'number' })), await send(signed({ as: 'text' }, String(clock.at)))),
    [200, 200],
  );
  for (const wrong of [
    clock.at + 0.5,
    `${clock.at}.0`,
    ` ${clock.at}`,
    `${clock.at}ms`,
    `x${clock.at}`,
    '',
    true,
    [clock.at],
  ]) {
    assert.deepEqual(codesOf(await send(signed({}, wrong))), [400], JSON.stringify(wrong));
  }
});
