import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http, { type RequestListener } from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { dataPaths } from '../../src/config.ts';
import { makeCertificate } from '../support/certificate.ts';
import { credentials, startPortico } from '../support/portico.ts';
import { runHere } from '../support/run-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'portico-verify-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Context {
  after(ending: () => void): void;
}

async function listen(context: Context, server: net.Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    server.close();
    if (server instanceof http.Server) server.closeAllConnections();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const serve = async (context: Context, listener: RequestListener): Promise<string> =>
  `http://${await listen(context, http.createServer(listener))}`;

const verify = (contract: string, url: string, ...more: string[]) => runHere(['verify', contract, url, ...more]);

test('verify: a server that is not there, or is none, is told in one line, with status 2', async (context) => {
  const silent = net.createServer();
  const silentAt = await listen(context, silent);
  const gone = net.createServer();
  const goneAt = await listen({ after: () => {} }, gone);
  gone.close();
  await once(gone, 'close');
  const greeting = await listen(
    context,
    net.createServer((socket) => socket.end('220 mail.example.com ESMTP\r\n')),
  );
  const unknownAuthority = await listen(
    context,
    https.createServer(makeCertificate(), (_, response) => response.end()),
  );
  const plain = await serve(context, (_, response) => response.end());
  // Who says nothing is given up soon; all others are waited for, which takes its time on a machine that is held up.
  for (const [url, says, ...more] of [
    [`http://${goneAt}`, /nobody answers at .*ECONNREFUSED/],
    ['http://portico.invalid', /nobody answers at portico\.invalid/],
    [`http://${silentAt}`, /no whole answer from .* within 0\.3 s/, '--timeout', '0.3'],
    [`http://${greeting}`, /is no HTTP/],
    [`https://${unknownAuthority}`, /no safe connection to .*NODE_EXTRA_CA_CERTS/],
    [plain.replace('http:', 'https:'), /no safe connection to .*NODE_EXTRA_CA_CERTS/],
  ] as const) {
    const { status, said } = await verify('mobile', url, '--timeout', '60', ...more);
    assert.deepEqual([status, said.length], [2, 1], url);
    assert.match(said[0] ?? '', says);
  }
});

test('verify: pages, redirects, endless and late answers are differences, told in words', async (context) => {
  const html = await serve(context, (_, response) => {
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><h1>Welcome</h1>');
  });
  const elsewhere = await serve(context, (_, response) => {
    response.writeHead(302, { Location: 'https://elsewhere.example/' }).end();
  });
  const endless = await serve(context, (request, response) => {
    const isKnown = !request.url?.includes('nothing');
    if (!isKnown) response.writeHead(404).end();
    if (!isKnown) return;
    const more = setInterval(() => response.write('x'.repeat(200_000)), 1);
    response.on('close', () => clearInterval(more));
  });
  const late = await serve(context, (request, response) => {
    if (request.url?.includes('nothing')) response.writeHead(404).end();
  });
  for (const [url, says, ...more] of [
    [html, /body: expected JSON, found text\/html: <!doctype html>/],
    [elsewhere, /status: expected 200, found 302 to https:\/\/elsewhere\.example\//],
    [endless, /answer: expected an answer, found the answer does not end within 2 MiB/],
    [late, /answer: expected an answer, found no whole answer from .* within 2 s/, '--timeout', '2'],
  ] as const) {
    const only = '^mobile access_token: (an unknown|a missing)';
    const { status, stdout, said } = await verify('mobile', url, '--only', only, '--timeout', '60', ...more);
    assert.equal(status, 1, stdout);
    assert.match(stdout, says);
    assert.match(said.join(), /^error: \d differ, \d missing$/);
  }
});

test('verify: neither a secret in a broken answer nor a control character of it is printed', async (context) => {
  const token = 'q7RtY2'.repeat(8);
  const only = ['--only', 'access_token: a missing field'];
  const serveBody = (body: string) =>
    serve(context, (request, response) => {
      response
        .writeHead(request.url?.includes('nothing') ? 404 : 200, { 'Content-Type': 'application/json' })
        .end(body);
    });
  const broken = await verify('mobile', await serveBody(`{"code":0,"data":{"access_token":"${token}"`), ...only);
  assert.match(broken.stdout, /found application\/json: \{"code":0,"data":\{"access_token":"…"/);
  assert.ok(!broken.stdout.includes(token.slice(0, 6)), broken.stdout);
  const name = JSON.stringify('\u001b[2J\n✔ same');
  const coloured = await verify('mobile', await serveBody(`{${name}:1}`), ...only, '--strict');
  assert.match(coloured.stdout, /body\. \[2J ✔ same: expected no such field/);
  assert.doesNotMatch(coloured.stdout.replaceAll('\n', ''), /\p{Cc}/u);
});

test('verify: an endpoint that is not there is missing, not different', async (context) => {
  const url = await serve(context, (_, response) =>
    response.writeHead(404, { 'Content-Type': 'text/plain' }).end('nope'),
  );
  const { status, stdout } = await verify('blog', `${url}/blogapi`, '--only', '(reg|login): without an auth_key');
  assert.equal(status, 1);
  assert.match(stdout, /∅ missing: blog reg: without an auth_key/);
  assert.match(stdout, /^0 same, 0 differs, 2 missing, 0 not run$/m);
});

test('verify: without credentials the open cases run, the others are listed with what they need', async (context) => {
  const at = await startPortico(context);
  for (const contract of ['desktop', 'mobile', 'staff', 'panel', 'blog']) {
    const { status, stdout } = await verify(contract, at.url);
    assert.equal(status, 0, stdout);
    const [, same, notRun] = /^(\d+) same, 0 differs, 0 missing, (\d+) not run$/m.exec(stdout) ?? [];
    assert.ok(Number(same) > 10 && Number(notRun) > 10, stdout);
    assert.match(stdout, /^ {2}\d+ × writes: --writes runs/m);
  }
  const { core } = at.portico.house;
  assert.equal((await core.accounts.list({ offset: 0, limit: 1 })).total, 1, 'nothing was written');
});

test('verify: reads credentials from a file, the environment and flags, and prints none of them', async (context) => {
  const at = await startPortico(context);
  const file = join(folder, 'credentials.toml');
  const outbox = dataPaths(at.dataDir).outbox;
  writeFileSync(
    file,
    `outbox = ${JSON.stringify(outbox)}\n[blog]\nkey = "${credentials.blogKey}"\naccount = "owner"\n`,
  );
  const environment = {
    PORTICO_VERIFY_SECRET: credentials.blogSecret,
    PORTICO_VERIFY_PASSWORD: credentials.ownerPassword,
  };
  const [json, junit] = [join(folder, 'report.json'), join(folder, 'report.xml')];
  const words = [
    'verify',
    'blog',
    at.url,
    '--credentials',
    file,
    '--writes',
    '--verbose',
    '--json',
    json,
    '--junit',
    junit,
  ];
  const { status, stdout } = await runHere(words, environment);
  assert.equal(status, 0, stdout);
  assert.match(stdout, /^\d+ same, 0 differs, 0 missing, 0 not run$/m);
  const report = JSON.parse(readFileSync(json, 'utf8'));
  const xml = readFileSync(junit, 'utf8');
  assert.equal(report.results.length, report.counts.same);
  assert.equal(xml.match(/<testcase /g)?.length, report.counts.same);
  for (const text of [stdout, JSON.stringify(report), xml]) {
    for (const secret of [credentials.blogSecret, credentials.ownerPassword]) assert.ok(!text.includes(secret));
  }
  writeFileSync(file, 'pasword = "x"\n');
  const misspelt = await runHere(['verify', 'blog', at.url, '--credentials', file]);
  assert.deepEqual([misspelt.status, misspelt.said.length], [2, 1]);
  assert.match(misspelt.said[0] ?? '', /nobody knows pasword; there are account, password/);
});

test('verify: what cannot be used is misuse, told before anything is asked', async (context) => {
  let asked = 0;
  const url = await serve(context, (_, response) => {
    asked += 1;
    response.end();
  });
  for (const [words, says] of [
    [['--only', 'nosuchcase'], /No case of mobile has a name like nosuchcase: --verbose/],
    [['--json', join(folder, 'none', 'report.json')], /report cannot be written: ENOENT/],
    [['--junit', folder], /report cannot be written: .* is a folder/],
    [['--outbox', join(folder, 'none.jsonl')], /outbox: ENOENT/],
    [['--token', '令牌'], /token: has characters that no header may carry/],
    [['--api-key', 'key\n2'], /api_key: has characters/],
  ] as const) {
    const { status, stdout, said } = await verify('mobile', url, ...words);
    assert.deepEqual([status, stdout, said.length, asked], [2, '', 1, 0], words.join(' '));
    assert.match(said[0] ?? '', says);
  }
});

test('verify: commands of the operator’s give codes and captcha answers', async (context) => {
  const at = await startPortico(context);
  const find = (test: string, field: string): string =>
    `node -e "const lines=require('fs').readFileSync('${dataPaths(at.dataDir).outbox}','utf8').trim().split('\\n').map(JSON.parse);` +
    `console.log(lines.findLast((line)=>${test}).${field})"`;
  const code = find('line.to===process.env.PORTICO_VERIFY_TO', 'code');
  const desktop = ['--account', '13912345678', '--code-command', code, '--only', 'heart/check: shows the account'];
  assert.match((await verify('desktop', at.url, ...desktop)).stdout, /^1 same, 0 differs, 0 missing, 0 not run$/m);
  const captcha = find('line.id===process.env.PORTICO_VERIFY_CAPTCHA_ID', 'answer');
  const owner = ['--account', 'owner', '--password', credentials.ownerPassword];
  const staff = [...owner, '--captcha-command', captcha, '--only', 'login: the right password'];
  assert.match((await verify('staff', at.url, ...staff)).stdout, /^1 same, 0 differs, 0 missing, 0 not run$/m);
});

test('verify: tells it in Chinese where the locale or --language says so', async (context) => {
  const at = await startPortico(context);
  const words = ['verify', 'panel', at.panelUrl, '--only', 'count'];
  const chinese = await runHere(words, { LANG: 'zh_CN.UTF-8' });
  assert.match(chinese.stdout, /^\d+ 一致, 0 不一致, 0 缺失, \d+ 未运行$/m);
  assert.match(chinese.stdout, /需要面板的 token: --token/);
  const english = await runHere([...words, '--language', 'en'], { LANG: 'zh_CN.UTF-8' });
  assert.match(english.stdout, /^\d+ same, 0 differs, 0 missing, \d+ not run$/m);
});

test('verify: a field that the contract does not know is noted, and is a difference with --strict', async (context) => {
  const url = await serve(context, (request, response) => {
    const isKnown = request.url === '/api/auth/access_token';
    const body = isKnown
      ? { code: 10005, message: '请求字段不合法', data: {}, hint: 'x' }
      : { code: 10002, message: '访问的路径不存在', data: {} };
    response.writeHead(isKnown ? 200 : 404, {
      'Content-Type': 'application/json',
      'X-Request-Id': 'x',
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': 'X-Request-Id, X-Captcha-Id',
    });
    response.end(JSON.stringify(body));
  });
  const only = ['--only', 'access_token: a missing field'];
  const mild = await verify('mobile', url, ...only);
  assert.equal(mild.status, 0, mild.stdout);
  assert.match(mild.stdout, /^Fields that the contract does not know.*: 1 /m);
  const strict = await verify('mobile', url, ...only, '--strict');
  assert.equal(strict.status, 1);
  assert.match(strict.stdout, /body\.hint: expected no such field, found "x" \(extra, 13 ×\)/);
});
