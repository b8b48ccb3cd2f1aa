import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { call, credentials } from './support/portico.ts';
import { runPortico, type ServeProcess, servePortico, temporaryDataDir } from './support/process.ts';
import { until } from './support/until.ts';

interface Served extends ServeProcess {
  /** The leading one first. */
  readonly workers: number[];
}

/** Each on a new connection, so that both workers are asked. */
const often = <T>(ask: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 16 }, ask));
const apart = { connection: 'close' };

function readWorkers(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

async function readMetrics(url: string, shape: RegExp): Promise<string[]> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return [...text.matchAll(shape)].map(([, found = '']) => found);
}

const readStarts = (url: string) => readMetrics(url, /^(process_start_time_seconds\{.*)$/gm);

async function serveTwo(context: TestContext): Promise<Served> {
  const environment = { PORTICO_WORKERS: '2', PORTICO_OWNER_PASSWORD: credentials.ownerPassword };
  const served = await servePortico(context, temporaryDataDir(context), environment);
  await until(async () => (await readStarts(served.url)).length === 2);
  const pid = served.child.pid as number;
  return {
    ...served,
    get workers() {
      return readWorkers(pid);
    },
  };
}

const signIn = (url: string, password: string = credentials.ownerPassword) =>
  call(`${url}/api/auth/access_token`, 'POST', { account: 'owner', password }, apart);

describe('workers', { concurrency: 2 }, () => {
  test('two workers share their ports: both answer, and what one of them ends is ended for the other', async (context) => {
    const { url } = await serveTwo(context);
    const { body } = await signIn(url);
    const headers = { authorization: `Token ${body.data.access_token}`, ...apart };
    const askInfo = async () => (await call(`${url}/api/personal/info`, 'GET', undefined, headers)).body.code;
    assert.deepEqual(new Set(await often(askInfo)), new Set([0]));
    let answered = new Set<string>();
    // One that does not print within two seconds is left out.
    await until(async () => {
      answered = new Set(await readMetrics(url, /^portico_http_requests_total\{worker="(\d)",contract="mobile"/gm));
      return answered.size === 2;
    });
    assert.deepEqual(answered, new Set(['1', '2']));

    await call(`${url}/api/auth/destroy_token`, 'POST', {}, headers);
    const refusals = new Set(await often(askInfo));
    assert.equal(refusals.size, 1);
    assert.ok(!refusals.has(0));
  });

  test('a password is guessed as often as with one process, whichever worker is asked', async (context) => {
    const { url } = await serveTwo(context);
    const guesses = await Promise.all(Array.from({ length: 40 }, (_, index) => signIn(url, `wrong-guess_${index}`)));
    const codes = guesses.map(({ body }) => body.code);
    assert.equal(codes.filter((code) => code === 10007).length, 5, codes.join(' '));
    assert.equal(codes.filter((code) => code === 10000).length, 35, codes.join(' '));
  });

  test('a worker that falls over is replaced, and a stop ends all of them', async (context) => {
    const served = await serveTwo(context);
    const before = await readStarts(served.url);
    const [leader] = served.workers;
    process.kill(leader as number, 'SIGKILL');
    await until(async () => {
      const starts = await readStarts(served.url).catch(() => []);
      return starts.length === 2 && starts.join() !== before.join();
    });
    assert.match(served.said(), /warning: worker 1 fell over, and is started again/);
    assert.equal((await signIn(served.url)).body.code, 0);
    const { workers } = served;
    assert.equal(workers.length, 2);
    served.child.kill('SIGTERM');
    assert.equal(await served.ended, 0);
    for (const pid of workers) assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  });

  test('where whoever started the workers is killed, none of them is left', async (context) => {
    const { child, ended, workers } = await serveTwo(context);
    assert.equal(workers.length, 2);
    child.kill('SIGKILL');
    await ended;
    const isAlive = (pid: number): boolean => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    await until(() => !workers.some(isAlive));
    assert.deepEqual(workers.filter(isAlive), []);
  });

  test('a port that another program has is told, and the start fails', async (context) => {
    const taken = createServer();
    context.after(() => taken.close());
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const environment = { PORTICO_WORKERS: '2', PORTICO_PORT: String(port), PORTICO_PANEL_PORT: '' };
    const { status, stderr } = await runPortico(['serve'], {
      ...environment,
      PORTICO_DATA_DIR: temporaryDataDir(context),
    });
    assert.equal(status, 1);
    assert.match(stderr, new RegExp(`port ${port} on 127.0.0.1 is taken by another program`));
  });
});
