import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { systemClock } from '../../clients/src/clock.ts';
import {
  compareVersions,
  createDesktopClient,
  type DesktopOptions,
  type HeartbeatAnswer,
  memoryStore,
} from '../../clients/src/index.ts';
import { versionOrder } from '../../src/core/releases/version.ts';
import { newPhone } from '../support/mobile.ts';
import { startPortico } from '../support/portico.ts';
import { until } from '../support/until.ts';
import { collectBytes } from './collect-bytes.ts';
import { createManualClock } from './manual-clock.ts';
import { createWatchedFetch, type WatchedFetch } from './watched-fetch.ts';

const heartPath = '/api/heart/check';
const minuteMs = 60_000;
const at = await startPortico({ after });

async function newProgram(options: Partial<DesktopOptions> = {}) {
  const wire = createWatchedFetch();
  const clock = createManualClock();
  const store = memoryStore<string>();
  const signedOut: unknown[] = [];
  const onSignedOut = (reason: unknown): unknown => signedOut.push(reason);
  const given = { baseUrl: at.url, fetch: wire.fetch, clock, store, random: () => 0.5, onSignedOut, ...options };
  const client = createDesktopClient(given);
  const account = newPhone();
  await client.post('/api/user/sendCode', { body: { account } });
  await client.signIn({ account, code: at.codeFor(`+86${account}`) });
  return { client, clock, store, wire, account, signedOut };
}

describe('the heartbeat', () => {
  test('beats within a moment, then by the interval, never twice at once, until it is stopped', async () => {
    const { client, clock, wire, account } = await newProgram();
    const answers: HeartbeatAnswer[] = [];
    const heartbeat = client.startHeartbeat({ intervalMs: minuteMs, onBeat: (answer) => answers.push(answer) });
    assert.equal(clock.nextIn(), 3_000);
    for (const beats of [1, 2, 3]) {
      clock.advance(clock.nextIn() ?? 0);
      // While it waits for its answer nothing is planned.
      assert.equal(clock.nextIn(), undefined);
      await until(() => clock.nextIn() !== undefined);
      assert.equal(answers.length, beats);
      assert.equal(clock.nextIn(), minuteMs);
    }
    assert.equal(answers[0]?.mobile, account);
    heartbeat.stop();
    clock.advance(10 * minuteMs);
    assert.equal(wire.count(heartPath), 3);
  });

  test('waits differ by chance, and stay within the jitter', async () => {
    const numbers = [0, 0, 1, 0.25];
    const { client, clock } = await newProgram({ random: () => numbers.shift() ?? 0.5 });
    const heartbeat = client.startHeartbeat({ intervalMs: minuteMs, jitter: 0.2 });
    const waits: Array<number | undefined> = [clock.nextIn()];
    for (let beat = 0; beat < 3; beat += 1) {
      clock.advance(clock.nextIn() ?? 0);
      await until(() => clock.nextIn() !== undefined);
      waits.push(clock.nextIn());
    }
    assert.deepEqual(waits, [0, 48_000, 72_000, 54_000]);
    heartbeat.stop();
  });

  test('backs off after failures, up to the longest, and is itself again after a success', async () => {
    const { client, clock, wire } = await newProgram();
    wire.failNext(heartPath, 3);
    const failures: unknown[] = [];
    const onFailure = (error: unknown): unknown => failures.push(error);
    const heartbeat = client.startHeartbeat({ intervalMs: minuteMs, longestMs: 5 * minuteMs, onFailure });
    const waits: Array<number | undefined> = [];
    for (let beat = 0; beat < 4; beat += 1) {
      clock.advance(clock.nextIn() ?? 0);
      await until(() => clock.nextIn() !== undefined);
      waits.push(clock.nextIn());
    }
    assert.deepEqual(waits, [2 * minuteMs, 4 * minuteMs, 5 * minuteMs, minuteMs]);
    assert.equal(failures.length, 3);
    heartbeat.stop();
  });

  test('a server that asks to wait is obeyed, in seconds or by a date', async () => {
    for (const asked of ['600', 'Tue, 01 Dec 2026 12:10:00 GMT']) {
      const busy = async (): Promise<Response> => {
        const headers = { date: 'Tue, 01 Dec 2026 12:00:00 GMT', 'retry-after': asked };
        return new Response('{"data":{},"meta":{"msg":"服务繁忙","status":503}}', { status: 503, headers });
      };
      const clock = createManualClock();
      const client = createDesktopClient({ baseUrl: at.url, fetch: busy, clock, random: () => 0.5 });
      const heartbeat = client.startHeartbeat({ intervalMs: minuteMs });
      clock.advance(clock.nextIn() ?? 0);
      await until(() => clock.nextIn() !== undefined);
      assert.equal(clock.nextIn(), 10 * minuteMs, asked);
      heartbeat.stop();
    }
  });

  test('what no timer can hold is waited for as long as one can, and not no time at all', async () => {
    let isOver = false;
    const cancel = systemClock.after(2 ** 31, () => {
      isOver = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    cancel();
    assert.equal(isOver, false);
  });

  test('the next beat is planned before the app is told, whose faults end no heartbeat', async () => {
    const { client, clock } = await newProgram();
    const planned: Array<number | undefined> = [];
    const heartbeat = client.startHeartbeat({ intervalMs: minuteMs, onBeat: () => planned.push(clock.nextIn()) });
    clock.advance(clock.nextIn() ?? 0);
    await until(() => planned.length > 0);
    assert.deepEqual(planned, [minuteMs]);
    heartbeat.stop();
  });

  test('a paused one sends nothing, and goes on within a moment', async () => {
    const { client, clock, wire } = await newProgram();
    const heartbeat = client.startHeartbeat();
    heartbeat.pause();
    clock.advance(10 * minuteMs);
    assert.deepEqual([wire.count(heartPath), clock.nextIn()], [0, undefined]);
    heartbeat.resume();
    assert.equal(clock.nextIn(), 3_000);
    heartbeat.stop();
  });

  test('one that is paused and resumed while it waits for an answer does not beat a second time', async () => {
    const { client, clock, wire } = await newProgram();
    const release = wire.holdAnswerOf(heartPath);
    const heartbeat = client.startHeartbeat();
    clock.advance(clock.nextIn() ?? 0);
    heartbeat.pause();
    heartbeat.resume();
    assert.equal(clock.nextIn(), undefined);
    release();
    await until(() => clock.nextIn() !== undefined);
    assert.deepEqual([wire.count(heartPath), clock.nextIn()], [1, minuteMs]);
    heartbeat.stop();
  });

  test('a token in its last hour is replaced, one that is over ends the heartbeat and tells the app once', async () => {
    const { client, clock, store, signedOut } = await newProgram();
    const first = store.get();
    at.clock.advance(23.5 * 60 * minuteMs);
    const heartbeat = client.startHeartbeat();
    clock.advance(3_000);
    await until(() => store.get() !== first);
    assert.match(String(store.get()), /^Bearer /);
    assert.notEqual(store.get(), first);
    await until(() => clock.nextIn() !== undefined);
    at.clock.advance(25 * 60 * minuteMs);
    clock.advance(clock.nextIn() ?? 0);
    await until(() => signedOut.length > 0);
    assert.equal(signedOut.length, 1);
    assert.deepEqual([await client.isSignedIn(), clock.nextIn()], [false, undefined]);
    heartbeat.stop();
  });
});

describe('updates', () => {
  const bytes = randomBytes(3_000_000);
  const sha256 = createHash('sha256').update(bytes).digest('hex');

  async function publish(version: string): Promise<void> {
    const { apiKeys } = at.portico.house.core;
    const { key } = await apiKeys.create({ name: `ci ${version}`, rights: ['releases:write'] }, { actor: 'test' });
    const publisher = createDesktopClient({ baseUrl: at.url, apiKey: key });
    const file = new File([bytes], 'tool.zip');
    await publisher.post('/api/upgrade/upload', { body: { version, file } });
  }

  test('none at first, then a newer one alone', async () => {
    const { client } = await newProgram();
    assert.equal(await client.checkForUpdate('1.0'), undefined);
    await publish('1.10.0');
    assert.equal((await client.checkForUpdate('1.9.9'))?.version, '1.10.0');
    assert.equal((await client.checkForUpdate('1.10.0-rc.1'))?.sha256, sha256);
    for (const same of ['1.10.0', '1.10', '1.10.0+build', '2', 2]) {
      assert.equal(await client.checkForUpdate(same), undefined, String(same));
    }
  });

  test('versions are ordered as the server orders them', () => {
    const part = fc.oneof(fc.nat(30).map(String), fc.constantFrom('0', '00', '01', 'a', 'rc', 'b1', ''));
    const dotted = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'));
    const version = fc
      .tuple(dotted, fc.option(dotted), fc.boolean())
      .map(([release, pre, built]) => `${release}${pre === null ? '' : `-${pre}`}${built ? '+b' : ''}`);
    fc.assert(
      fc.property(version, version, (one, other) => {
        const [left, right] = [versionOrder(one), versionOrder(other)];
        const expected = left === right ? 0 : left < right ? -1 : 1;
        assert.equal(Math.sign(compareVersions(one, other)), expected, `${one} ? ${other}`);
      }),
      { numRuns: 2_000 },
    );
  });

  async function newDownload(fetch?: (wire: WatchedFetch) => typeof globalThis.fetch) {
    const wire = createWatchedFetch();
    const client = createDesktopClient({ baseUrl: at.url, fetch: fetch?.(wire) ?? wire.fetch, clock: hurried });
    const release = await client.checkForUpdate('0');
    assert.ok(release);
    const ranges = () =>
      wire.requests.filter(({ path }) => path === release.path).map(({ headers }) => headers.get('range'));
    return { client, release, ranges };
  }

  /** Waits between tries are over at once; a stall is not waited for. */
  const hurried = {
    now: () => Date.now(),
    after(delayMs: number, action: () => void) {
      const timer = setTimeout(action, delayMs < 20_000 ? 0 : delayMs);
      return () => clearTimeout(timer);
    },
  };

  test('a whole file, its sha256 verified', async () => {
    const { client, release, ranges } = await newDownload();
    assert.ok((await collectBytes(client.download(release))).equals(bytes));
    assert.deepEqual(ranges(), [null]);
  });

  test('a lost connection is taken up where it ended', async () => {
    const { client, release, ranges } = await newDownload(({ fetch }) => cutOff(fetch, [1_000_000, 500_000]));
    assert.ok((await collectBytes(client.download(release))).equals(bytes));
    assert.deepEqual(ranges(), [null, 'bytes=1000000-', 'bytes=1500000-']);
  });

  test('what an earlier run left is verified with the rest, and not fetched again', async () => {
    const { client, release, ranges } = await newDownload();
    const have = [bytes.subarray(0, 1_234_567)];
    const rest = await collectBytes(client.download(release, { have }));
    assert.ok(rest.equals(bytes.subarray(1_234_567)));
    assert.deepEqual(ranges(), ['bytes=1234567-']);
    const nothing = await collectBytes(client.download(release, { have: [bytes] }));
    assert.deepEqual([nothing.length, ranges().length], [0, 1]);
  });

  test('a server on the way that knows no ranges sends the whole, and the rest is used', async () => {
    const { client, release } = await newDownload(({ fetch }) => (input, init = {}) => {
      const headers = new Headers(init.headers);
      headers.delete('range');
      return fetch(input, { ...init, headers });
    });
    const have = [bytes.subarray(0, 2_000_000)];
    const rest = await collectBytes(client.download(release, { have }));
    assert.ok(rest.equals(bytes.subarray(2_000_000)));
  });

  test('other bytes, or too many, are never taken for the release', async () => {
    const { client, release } = await newDownload();
    const wrong = [Buffer.alloc(1_000_000)];
    await assert.rejects(collectBytes(client.download(release, { have: wrong })), { name: 'ChecksumError' });
    const more = [bytes, Buffer.alloc(1)];
    await assert.rejects(collectBytes(client.download(release, { have: more })), { name: 'ChecksumError' });
    const gone = { ...release, path: '/dist/nothing.zip' };
    await assert.rejects(collectBytes(client.download(gone)), { name: 'ContractError', status: 404 });
  });

  test('an abort ends a download at once', async () => {
    const { client, release } = await newDownload();
    const abort = new AbortController();
    const chunks = client.download(release, { signal: abort.signal });
    await chunks.next();
    abort.abort(new Error('the user left'));
    await assert.rejects(collectBytes(chunks), { message: 'the user left' });
  });
});

/** Breaks the first connections for a file after so many bytes each. */
function cutOff(fetch: typeof globalThis.fetch, lengths: number[]): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const length = String(input).includes('/dist/') ? lengths.shift() : undefined;
    if (length === undefined) return response;
    const whole = new Uint8Array(await response.arrayBuffer());
    const parts = [whole.subarray(0, length)];
    const body = new ReadableStream({
      pull(controller) {
        const part = parts.shift();
        if (part) controller.enqueue(part);
        else controller.error(new TypeError('terminated'));
      },
    });
    return new Response(body, { status: response.status, headers: response.headers });
  };
}
