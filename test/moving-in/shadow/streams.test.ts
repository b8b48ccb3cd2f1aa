import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Endings } from '../../support/endings.ts';
import { createMobileClient, mobilePassword, newPhone } from '../../support/mobile.ts';
import { startOldMobile } from '../../support/old-servers/mobile.ts';
import { startPortico } from '../../support/portico.ts';
import { temporaryDataDir } from '../../support/process.ts';
import { startShadow } from '../../support/shadow.ts';
import { runShadowProcess } from '../../support/shadow-process.ts';

const mebibyte = 1024 * 1024;
const at = await startPortico({ after });
const chunk = randomBytes(64 * 1024);
const chunks = (50 * mebibyte) / chunk.length;
const whole = createHash('sha256');
for (let index = 0; index < chunks; index += 1) whole.update(chunk);
const sha256 = whole.digest('hex');

/** An old server that sends and takes 50 MiB, as fast as the other side lets it. */
async function startOldWithFiles(t: Endings) {
  const progress = { sent: 0, taken: 0, uploaded: '' };
  const old = await startOldMobile(t, {
    special: {
      'GET /api/download': async (_request, response) => {
        const gone = new AbortController();
        response.on('close', () => gone.abort());
        response.writeHead(200, {
          'content-type': 'application/octet-stream',
          'x-old': 'a',
          'set-cookie': ['a=1', 'b=2'],
        });
        for (let index = 0; index < chunks && !response.destroyed; index += 1) {
          progress.sent += chunk.length;
          if (!response.write(chunk)) await once(response, 'drain', { signal: gone.signal }).catch(() => {});
        }
        response.end();
      },
      'POST /api/upload': async (request, response) => {
        const hash = createHash('sha256');
        for await (const part of request) {
          hash.update(part);
          progress.taken += part.length;
        }
        progress.uploaded = hash.digest('hex');
        response.end('{"code":0}');
      },
    },
  });
  return { old, progress };
}

async function hashOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of stream) hash.update(part);
  return hash.digest('hex');
}

function get(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => httpRequest(url, resolve).on('error', reject).end());
}

async function upload(url: string): Promise<IncomingMessage> {
  const request = httpRequest(url, { method: 'POST' });
  const answered = new Promise<IncomingMessage>((resolve, reject) =>
    request.on('response', resolve).on('error', reject),
  );
  for (let index = 0; index < chunks; index += 1) {
    if (!request.write(chunk)) await new Promise((resolve) => request.once('drain', resolve));
  }
  request.end();
  return answered;
}

const residentBytes = (pid: number | undefined, what: 'VmRSS' | 'VmHWM'): number =>
  Number(new RegExp(`${what}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

test('shadow: 50 MiB pass either way, four at once, byte for byte, and the proxy holds none of it in memory', async (t) => {
  const { old, progress } = await startOldWithFiles(t);
  const words = ['--old', old.url, '--new', at.url, '--contract', 'mobile', '--writes'];
  const shadow = await runShadowProcess(t, words, { PORTICO_DATA_DIR: temporaryDataDir(t) });
  await (await get(`${shadow.url}/api/nothing`)).toArray();
  const before = residentBytes(shadow.child.pid, 'VmRSS');
  const downloads = Array.from({ length: 4 }, async () => hashOf(await get(`${shadow.url}/api/download`)));
  for (const hash of await Promise.all(downloads)) assert.equal(hash, sha256);
  for (let round = 0; round < 2; round += 1) {
    const answer = await upload(`${shadow.url}/api/upload`);
    assert.equal(Buffer.concat(await answer.toArray()).toString(), '{"code":0}');
    assert.equal(progress.uploaded, sha256);
  }
  const grown = residentBytes(shadow.child.pid, 'VmHWM') - before;
  assert.ok(grown < 120 * mebibyte, `${Math.round(grown / mebibyte)} MiB for 300 MiB that passed`);
});

test('shadow: a client that reads slowly holds the old server back, and gets everything', async (t) => {
  const { old, progress } = await startOldWithFiles(t);
  const shadow = await startShadow(t, 'mobile', { old: old.url, new: at.url });
  const message = await get(`${shadow.url}/api/download`);
  message.once('readable', () => {});
  let sent = -1;
  while (progress.sent !== sent) {
    sent = progress.sent;
    await delay(500);
  }
  assert.ok(sent < 40 * mebibyte, `${sent} bytes were sent to whoever reads nothing`);
  assert.equal(await hashOf(message), sha256);
});

test('shadow: status, headers and their repetitions pass as they are, without those of the connection', async (t) => {
  const { old } = await startOldWithFiles(t);
  const shadow = await startShadow(t, 'mobile', { old: old.url, new: at.url }, { trustedProxies: ['127.0.0.1'] });
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = {
      connection: 'close, x-mine',
      'x-mine': '1',
      'x-other': '2',
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-proto': 'https',
      te: 'trailers',
    };
    httpRequest(`${shadow.url}/api/download`, { headers }, resolve).on('error', reject).end();
  });
  message.destroy();
  assert.deepEqual(
    [message.statusCode, message.headers['x-old'], message.headers['set-cookie']],
    [200, 'a', ['a=1', 'b=2']],
  );
  const seen = old.lastHeaders();
  const { host, 'x-other': other, 'x-forwarded-for': client, 'x-forwarded-proto': proto } = seen;
  assert.deepEqual([host, other, client, proto], [new URL(shadow.url).host, '2', '203.0.113.7, 127.0.0.1', 'https']);
  for (const name of ['x-mine', 'te']) assert.equal(seen[name], undefined);
});

test('shadow: what an untrusted client says of itself is not passed on; another Host is sent where one is named', async (t) => {
  const { old } = await startOldWithFiles(t);
  const shadow = await startShadow(t, 'mobile', { old: old.url, new: at.url }, { host: 'api.example.com' });
  const headers = { 'x-forwarded-for': '203.0.113.7', 'x-real-ip': '203.0.113.7', 'x-forwarded-proto': 'https' };
  await fetch(`${shadow.url}/api/nothing`, { headers });
  const { host, 'x-forwarded-for': client, 'x-forwarded-proto': proto, 'x-real-ip': real } = old.lastHeaders();
  assert.deepEqual([host, client, proto, real], ['api.example.com', '127.0.0.1', 'http', undefined]);
});

test('shadow: an answer that was compressed for the way is passed on so, and compared as it was', async (t) => {
  const old = await startOldMobile(t, {
    special: {
      'GET /api/faq': (_request, response) => {
        response.writeHead(200, {
          'content-encoding': 'gzip',
          'content-type': 'application/json',
          'access-control-allow-origin': '*',
        });
        response.end(gzipSync('{"code":10004,"message":"无效的 Token","data":{}}'));
      },
    },
  });
  const shadow = await startShadow(t, 'mobile', { old: old.url, new: at.url }, { ignored: ['header content-type'] });
  const answer = await fetch(`${shadow.url}/api/faq`);
  assert.equal(answer.headers.get('content-encoding'), 'gzip');
  assert.equal(((await answer.json()) as { code: number }).code, 10004);
  await shadow.settle();
  assert.deepEqual(shadow.seen(), ['GET /api/faq message value']);
});

test('shadow: writes pass in every framing: without a body, with a length, and in chunks of any number', async (t) => {
  const { phone } = await createMobileClient(at).join(newPhone());
  const old = await startOldMobile(t, { accounts: [{ identifier: phone, password: mobilePassword }] });
  const shadow = await startShadow(t, 'mobile', { old: old.url, new: at.url });
  const post = (path: string, parts: string[], headers: Record<string, string> = {}): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const request = httpRequest(`${shadow.url}/api${path}`, { method: 'POST', headers }, resolve).on('error', reject);
      for (const part of parts) request.write(part);
      request.end();
    });
  const json = { 'content-type': 'application/json' };
  const chunked = await post('/auth/access_token', [`{"account":"${phone}",`, `"password":"${mobilePassword}"}`], json);
  const { data } = JSON.parse(Buffer.concat(await chunked.toArray()).toString());
  const authorization = `Token ${data.access_token}`;
  const large = [`{"feedback_content":"`, ...Array.from({ length: 100 }, () => 'x'.repeat(1_000)), '"}'];
  assert.equal((await post('/feedback', large, { ...json, authorization })).statusCode, 200);
  assert.equal((await post('/auth/destroy_token', [], { authorization })).statusCode, 200);
  assert.deepEqual([old.lastHeaders()['content-length'], old.lastHeaders()['transfer-encoding']], ['0', undefined]);
  await shadow.settle();
  // All of it came to ours, which takes no feedback of that length.
  const code = shadow.differences().find(({ field }) => field === 'code');
  assert.deepEqual([code?.endpoint, code?.old, code?.new], ['POST /api/feedback', '0', '10005']);
});

test('shadow: JSON that is too large to be kept is no difference by its hash; what can be compared of it is', async (t) => {
  const row = { id: 1, created_at: '2019-05-22 18:20:45', title: 'x'.repeat(1_000) };
  const large = JSON.stringify({ code: 0, message: 'success', data: Array.from({ length: 1_200 }, () => row) });
  const special = (status: number, body: string) => ({
    'GET /api/faq': (_request: IncomingMessage, response: ServerResponse) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    },
  });
  const old = await startOldMobile(t, { special: special(200, large) });
  const ours = await startOldMobile(t, { special: special(200, large.replace('2019', '2026')) });
  const shadow = await startShadow(t, 'mobile', { old: old.url, new: ours.url });
  assert.equal((await (await get(`${shadow.url}/api/faq`)).toArray()).join(''), large);
  await shadow.settle();
  assert.deepEqual([shadow.seen(), shadow.status().endpoints[0]?.notCompared], [[], { 'body too large': 1 }]);
  const other = await startOldMobile(t, { special: special(206, large) });
  const another = await startShadow(t, 'mobile', { old: old.url, new: other.url });
  await (await get(`${another.url}/api/faq`)).toArray();
  await another.settle();
  assert.deepEqual(another.seen(), ['GET /api/faq status value']);
});

test('shadow: an answer whose head is as large as a request’s may be passes, and so does a probe that names no host', async (t) => {
  const old = await startOldMobile(t, {
    special: {
      'GET /api/faq': (_request, response) => {
        response.writeHead(200, { 'x-large': 'x'.repeat(40_000) }).end('{}');
      },
    },
  });
  const shadow = await startShadow(t, 'mobile', { old: old.url, new: at.url });
  const large = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest(`${shadow.url}/api/faq`, { maxHeaderSize: 64 * 1024 }, resolve)
      .on('error', reject)
      .end();
  });
  await large.toArray();
  assert.deepEqual([large.statusCode, String(large.headers['x-large']).length], [200, 40_000]);
  const socket = connect(Number(new URL(shadow.url).port), '127.0.0.1');
  socket.write('GET /api/nothing HTTP/1.0\r\n\r\n');
  assert.match(Buffer.concat(await socket.toArray()).toString(), /^HTTP\/1\.1 404 /);
  assert.equal(old.lastHeaders().host, new URL(old.url).host);
});
