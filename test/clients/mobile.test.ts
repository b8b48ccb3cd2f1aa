import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import {
  ContractError,
  createMobileClient,
  type MobileClient,
  type MobileOptions,
  type MobileTokens,
  memoryStore,
  type Store,
} from '../../clients/src/index.ts';
import { mobilePassword, newPhone } from '../support/mobile.ts';
import { startPortico } from '../support/portico.ts';
import { createWatchedFetch, type WatchedFetch } from './watched-fetch.ts';

const weekMs = 7 * 24 * 3_600_000;
const refreshPath = '/api/auth/refresh_token';

/** An app: a client, what it keeps, the requests that it made, and what it was told. */
interface App {
  client: MobileClient;
  store: Store<MobileTokens>;
  wire: WatchedFetch;
  signedOut: ContractError[];
}

const at = await startPortico({ after });

describe('the mobile client', () => {
  function newApp(options: Partial<MobileOptions> = {}): App {
    const store = memoryStore<MobileTokens>();
    const wire = createWatchedFetch();
    const signedOut: ContractError[] = [];
    const clock = { now: () => at.clock.now(), after: () => assert.fail('nothing waits here') };
    const client = createMobileClient({
      baseUrl: `${at.url}/`,
      fetch: wire.fetch,
      clock,
      store,
      onSignedOut: (reason) => signedOut.push(reason),
      ...options,
    });
    return { client, store: options.store ?? store, wire, signedOut };
  }

  async function register(client: MobileClient): Promise<string> {
    const account = newPhone();
    await client.post('/api/auth/send_code', { body: { account } });
    await client.register({ account, code: at.codeFor(`+86${account}`), password: mobilePassword });
    return account;
  }

  /** Makes the kept tokens ones that the server ended, while the client believes in them. */
  async function expire({ store }: App): Promise<void> {
    const tokens = (await store.get()) as MobileTokens;
    at.clock.advance(weekMs + 1_000);
    await store.set({ ...tokens, expiresAtMs: at.clock.now() + weekMs });
  }

  test('registers, reads, signs out and in again', async () => {
    const app = newApp();
    const account = await register(app.client);
    const info = await app.client.get('/api/personal/info');
    assert.equal(info.phone, account);
    await app.client.signOut();
    assert.equal(await app.client.isSignedIn(), false);
    await assert.rejects(app.client.get('/api/personal/info'), { name: 'ContractError', code: 10_004 });
    await app.client.signIn({ account, password: mobilePassword });
    assert.equal((await app.client.get('/api/personal/info')).id, info.id);
    assert.deepEqual(app.signedOut, []);
  });

  test('a failure is thrown in the contract’s words, with what the operators need', async () => {
    const { client } = newApp();
    const failed = client.signIn({ account: newPhone(), password: 'wrong-password' });
    const error = await failed.then(
      () => assert.fail('it was taken'),
      (reason) => reason,
    );
    assert.ok(error instanceof ContractError);
    assert.deepEqual([error.contract, error.status, error.code], ['mobile', 200, 10_006]);
    assert.match(error.message, /未注册/);
    assert.ok(error.requestId);
  });

  test('twenty calls with an expired token make one renewal, and all are answered', async () => {
    const app = newApp();
    await register(app.client);
    await expire(app);
    const contents = Array.from({ length: 20 }, (_, index) => `反馈 ${index}`);
    await Promise.all(
      contents.map((feedback_content) => app.client.post('/api/feedback', { body: { feedback_content } })),
    );
    assert.equal(app.wire.count(refreshPath), 1);
    const kept = await app.client.get('/api/feedback', { query: { page_size: 100 } });
    assert.deepEqual(kept.data.map((each) => each.feedback_content).sort(), contents.sort());
  });

  test('tokens are renewed before they expire, once for all who ask', async () => {
    const app = newApp();
    await register(app.client);
    at.clock.advance(weekMs - 1_800_000);
    await Promise.all([app.client.get('/api/personal/info'), app.client.get('/api/faq')]);
    const paths = app.wire.requests.map(({ path }) => path);
    assert.equal(app.wire.count(refreshPath), 1);
    assert.deepEqual(paths.slice(-2).sort(), ['/api/faq', '/api/personal/info']);
    const before = app.wire.requests.length;
    await app.client.get('/api/faq');
    assert.equal(app.wire.requests.length, before + 1);
  });

  test('a renewal whose answer is lost is repeated, and nobody is signed out', async () => {
    const app = newApp();
    await register(app.client);
    await expire(app);
    app.wire.loseAnswerOf(refreshPath);
    await app.client.get('/api/personal/info');
    assert.equal(app.wire.count(refreshPath), 2);
    assert.deepEqual(app.signedOut, []);
  });

  test('a server that cannot be reached for a renewal signs nobody out; the next call renews', async () => {
    const app = newApp();
    await register(app.client);
    await expire(app);
    app.wire.failNext(refreshPath, 2);
    await assert.rejects(app.client.get('/api/personal/info'), TypeError);
    assert.equal(await app.client.isSignedIn(), true);
    await app.client.get('/api/personal/info');
    assert.deepEqual(app.signedOut, []);
  });

  test('tabs that share a store renew once together, though each sees a moment later what the other stored', async () => {
    const kept = memoryStore<MobileTokens>();
    const sharedAs = `tokens of ${newPhone()}`;
    const first = newApp({ store: { ...kept, sharedAs } });
    await register(first.client);
    let seen = await kept.get();
    const second = newApp({ store: { ...kept, sharedAs, get: () => seen } });
    await expire(first);
    seen = await kept.get();
    assert.ok((await first.client.get('/api/personal/info')).id);
    const late = second.client.get('/api/personal/info');
    await new Promise((resolve) => setTimeout(resolve, 100));
    seen = await kept.get();
    assert.ok((await late).id);
    assert.deepEqual(
      [first, second].map(({ wire }) => wire.count(refreshPath)),
      [1, 0],
    );
  });

  test('the page of a network’s own sign-in, answered with 200 in the server’s place, signs nobody out', async () => {
    let isBehindPage = false;
    const page = async (): Promise<Response> => new Response('<h1>Hotel Wi-Fi</h1>');
    const app = newApp({ fetch: (...asked) => (isBehindPage ? page() : fetch(...asked)) });
    await register(app.client);
    at.clock.advance(weekMs + 1_000);
    isBehindPage = true;
    await assert.rejects(app.client.get('/api/personal/info'), { name: 'ContractError', status: 200, code: undefined });
    assert.deepEqual([await app.client.isSignedIn(), app.signedOut], [true, []]);
    isBehindPage = false;
    await app.client.get('/api/personal/info');
  });

  test('a refused renewal signs out, tells the app once, and every waiting call fails with 10004', async () => {
    const app = newApp();
    await register(app.client);
    at.clock.advance(31 * 24 * 3_600_000);
    const calls = [1, 2, 3].map(() => app.client.get('/api/personal/info'));
    for (const { status, reason } of (await Promise.allSettled(calls)) as PromiseRejectedResult[]) {
      assert.deepEqual([status, reason?.code], ['rejected', 10_004]);
    }
    assert.equal(app.wire.count(refreshPath), 1);
    assert.equal(app.signedOut.length, 1);
    assert.equal(await app.client.isSignedIn(), false);
  });

  test('a call is not repeated as somebody who signed in meanwhile', async () => {
    const app = newApp();
    await register(app.client);
    await expire(app);
    const other = newApp({ store: app.store });
    const release = app.wire.holdAnswerOf('/api/feedback');
    const call = app.client.post('/api/feedback', { body: { feedback_content: '甲的反馈' } });
    await register(other.client);
    release();
    await assert.rejects(call, { code: 10_004 });
    assert.equal((await other.client.get('/api/feedback')).total, 0);
  });

  test('a store that keeps nothing new fails the call, and does not ask the server for ever', async () => {
    const app = newApp();
    await register(app.client);
    await expire(app);
    const store = { ...app.store, set: () => undefined };
    const stuck = newApp({ store });
    await assert.rejects(stuck.client.get('/api/personal/info'), { code: 10_004 });
    assert.ok(stuck.wire.count(refreshPath) <= 2);
  });

  test('an abort ends one call alone: the renewal goes on for the others', async () => {
    const app = newApp();
    await register(app.client);
    await expire(app);
    const abort = new AbortController();
    const [given, kept] = [
      app.client.get('/api/personal/info', { signal: abort.signal }),
      app.client.get('/api/personal/info'),
    ];
    abort.abort(new Error('left the page'));
    await assert.rejects(given, { message: 'left the page' });
    assert.ok((await kept).id);
  });
});

test('a server that does not answer ends with a time-out, one that is not Portico is told apart', async () => {
  const silent = createMobileClient({ baseUrl: 'http://127.0.0.1', timeoutMs: 20, fetch: neverAnswering });
  await assert.rejects(silent.get('/api/faq'), { name: 'TimeoutError' });
  const page = async () => new Response('<h1>Bad gateway</h1>', { status: 502 });
  const strange = createMobileClient({ baseUrl: 'http://127.0.0.1', fetch: page });
  await assert.rejects(strange.get('/api/faq'), { name: 'ContractError', status: 502, code: undefined });
});

function neverAnswering(_: unknown, { signal }: RequestInit = {}): Promise<Response> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason));
  });
}
