import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { assertDesktopFailure, signInAtDesktop, storedFiles, uploadBody } from '../../../test/support/desktop.ts';
import { type Answer, call, startPortico } from '../../../test/support/portico.ts';
import { sendRaw } from '../../../test/support/raw-http.ts';
import { until } from '../../../test/support/until.ts';

const at = await startPortico({ after });
const { core, database } = at.portico.house;
const admin = await signInAtDesktop(at, '13600000001', 'admin');

const upload = (body: Parameters<typeof call>[2], headers: Record<string, string> = admin.headers): Promise<Answer> =>
  call(`${at.url}/api/upgrade/upload`, 'POST', body, headers);
const checkVersion = (body?: Parameters<typeof call>[2]): Promise<Answer> =>
  call(`${at.url}/api/upgrade/checkVersion`, 'POST', body);
const withdraw = async (version: string) =>
  core.releases.withdraw((await core.releases.getByVersion(version)).id, { by: { actor: 'cli' } });
const kept = (): string[] => storedFiles(at).filter((name) => name.startsWith('releases/'));
const staged = (): string[] => storedFiles(at).filter((name) => !name.startsWith('releases/'));
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

test('desktop checkVersion: no release yet is 404', async () => {
  assertDesktopFailure(await checkVersion(), 404);
});

test('desktop checkVersion: example of the document, field by field, with size and sha256 beside it (D3)', async () => {
  const html = '<!doctype html><title>websocket</title>';
  const uploaded = await upload(uploadBody('1112343', html, 'websocket.html', 'file first'));
  assert.deepEqual(uploaded.body.data, { path: '/dist/websocket-1112343.html' });
  const { status, body } = await checkVersion();
  assert.equal(status, 200);
  assert.deepEqual(body.meta, { msg: 'success', status: 200 });
  const { release_time, ...rest } = body.data;
  assert.match(release_time, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  assert.ok(Math.abs(Date.parse(`${release_time.replace(' ', 'T')}+08:00`) - at.clock.now()) < 60_000);
  assert.deepEqual(rest, {
    version: 1112343,
    path: '/dist/websocket-1112343.html',
    full_path: `${at.url}/dist/websocket-1112343.html`,
    desc: null,
    size: html.length,
    sha256: sha256(html),
  });
  assert.equal(await (await fetch(body.data.full_path)).text(), html);
  const order = ['version', 'path', 'full_path', 'release_time', 'desc', 'size', 'sha256'];
  assert.deepEqual(Object.keys(body.data), order);
  const multipart = new FormData();
  multipart.append('any', 'thing');
  for (const sent of [{}, { version: 1 }, new URLSearchParams('a=1'), multipart]) {
    assert.deepEqual((await checkVersion(sent)).body, body);
  }
});

test('desktop upload: no, wrong or foreign credential is 401, another right or role 403 (D1)', async () => {
  const body = () => uploadBody('77', 'x', 'x.bin');
  const user = await signInAtDesktop(at, '13600000002');
  const key = async (rights: never[] | ['releases:write']) =>
    (await core.apiKeys.create({ name: 'ci', rights }, { actor: 'cli' })).key;
  assertDesktopFailure(await upload(body(), {}), 401, 'none');
  assertDesktopFailure(await upload(body(), { authorization: 'Bearer x.y.z' }), 401, 'wrong token');
  assertDesktopFailure(await upload(body(), { authorization: 'Bearer portico_wrong' }), 401, 'wrong key');
  assertDesktopFailure(await upload(body(), user.headers), 403, 'a user');
  assertDesktopFailure(await upload(body(), { authorization: `Bearer ${await key([])}` }), 403, 'without the right');
  assert.equal((await checkVersion()).body.data.version, 1112343);
  const right = await key(['releases:write']);
  for (const [index, authorization] of [`Bearer ${right}`, right, `Bearer ${admin.token}`].entries()) {
    assert.equal((await upload(uploadBody(`0.0.${index}`, 'x', `x${index}.bin`), { authorization })).status, 200);
  }
  assert.deepEqual(staged(), []);
});

test('desktop upload: a caller without a credential is answered before any of the file is read', async () => {
  const head =
    'POST /api/upgrade/upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n';
  assertDesktopFailure(await sendRaw(at.url, `${head}Content-Length: 1000000000\r\n\r\n--b\r\n`), 401);
});

test('desktop upload: a path that another version took is 400, and stays what it was (D2)', async () => {
  const first = await upload(uploadBody('2-3', 'first', 'clash.exe'));
  assert.equal(first.body.data.path, '/dist/clash-2-3.exe');
  const second = await upload(uploadBody('3', 'second', 'clash-2.exe'));
  assertDesktopFailure(second, 400);
  assert.equal(await (await fetch(`${at.url}/dist/clash-2-3.exe`)).text(), 'first');
});

test('desktop upload: of a hundred at once with different bytes exactly one is stored', async () => {
  const before = kept().length;
  const uploads = Array.from({ length: 100 }, (_, index) => upload(uploadBody('3.0', `bytes ${index}`, 'race.exe')));
  const answers = await Promise.all(uploads);
  const winners = answers.flatMap((answer, index) => (answer.status === 200 ? [index] : []));
  assert.equal(winners.length, 1);
  for (const answer of answers) if (answer.status !== 200) assertDesktopFailure(answer, 400);
  assert.equal(await (await fetch(`${at.url}/dist/race-3.0.exe`)).text(), `bytes ${winners[0]}`);
  assert.equal(kept().length, before + 1);
  assert.deepEqual(staged(), []);
});

test('desktop upload: of a hundred at once with the same bytes all are answered alike and one is stored', async () => {
  const before = kept().length;
  const uploads = Array.from({ length: 100 }, () => upload(uploadBody('3.1', 'same', 'same.exe')));
  for (const { body } of await Promise.all(uploads)) assert.deepEqual(body.data, { path: '/dist/same-3.1.exe' });
  assert.equal(kept().length, before + 1);
  assert.deepEqual(staged(), []);
  const published = database
    .selectFrom('audit_log')
    .select(['actor', 'contract'])
    .where('action', '=', 'release.published')
    .where('target', '=', 'release:3.1');
  assert.deepEqual(await published.execute(), [{ actor: `account:${admin.account.id}`, contract: 'desktop' }]);
});

test('desktop upload: a missing, empty, repeated or misnamed field is 400 and leaves nothing behind', async () => {
  const before = storedFiles(at);
  const form = (...parts: Array<[name: string, value: string | Blob, fileName?: string]>): FormData => {
    const data = new FormData();
    for (const [name, value, fileName] of parts) {
      if (value instanceof Blob) data.append(name, value, fileName);
      else data.append(name, value);
    }
    return data;
  };
  const file = new Blob(['bytes']);
  const bad: Array<[about: string, body: FormData]> = [
    ['no file', form(['version', '9'])],
    ['no version', form(['file', file, 'a.exe'])],
    ['nothing', form(['other', 'x'])],
    ['a file under another name', form(['version', '9'], ['files', file, 'a.exe'])],
    ['two files', form(['version', '9'], ['file', file, 'a.exe'], ['file', file, 'b.exe'])],
    ['two versions', form(['version', '9'], ['version', '9'], ['file', file, 'a.exe'])],
    ['a text as the file', form(['version', '9'], ['file', 'text'])],
    ['a file and a text', form(['version', '9'], ['file', file, 'a.exe'], ['file', 'text'])],
    ['an empty file', uploadBody('9', '', 'a.exe')],
    ['a file as the version', form(['version', file, 'v'], ['file', file, 'a.exe'])],
  ];
  for (const version of ['', '-1', '.5', '1..2', '1/2', '1 2', '版本', 'x'.repeat(65), '1\u0000', '9'.repeat(70_000)]) {
    bad.push([`version ${version.slice(0, 9)}`, uploadBody(version, 'bytes', 'a.exe', 'file first')]);
  }
  for (const name of ['..', 'a..b', 'dot.', 'x'.repeat(129), 'exe\u202etxt.a', ' a.exe']) {
    bad.push([`name ${name.slice(0, 9)}`, uploadBody('9', 'bytes', name)]);
  }
  for (const [about, body] of bad) {
    assertDesktopFailure(await upload(body), 400, about);
    assert.deepEqual(storedFiles(at), before, about);
  }
  assertDesktopFailure(await upload({ version: '9', file: 'text' }), 400, 'JSON');
  assertDesktopFailure(await upload(new URLSearchParams('version=9&file=x')), 400, 'form');
});

test('desktop upload: every field that fails is named', async () => {
  assert.match((await upload(new FormData())).body.meta.msg, /版本号.*升级文件/);
  assert.match((await upload(uploadBody('-1', '', '..'))).body.meta.msg, /版本号.*升级文件/);
});

test('desktop upload: a client that breaks off leaves nothing behind, and its version is free', async () => {
  const before = storedFiles(at);
  const part = (name: string, rest = '') => `--b\r\nContent-Disposition: form-data; name="${name}"${rest}\r\n\r\n`;
  const body = `${part('version')}0.9\r\n${part('file', '; filename="broken.exe"')}`;
  const head = `POST /api/upgrade/upload HTTP/1.1\r\nHost: x\r\nAuthorization: ${admin.token}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000000\r\n\r\n`;
  for (const ending of ['end', 'destroy', 'resetAndDestroy'] as const) {
    const socket = connect(Number(new URL(at.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(head + body);
    socket.write(Buffer.alloc(500_000, 'x'));
    await until(() => storedFiles(at).length > before.length);
    assert.ok(storedFiles(at).length > before.length);
    socket[ending]();
    await until(() => storedFiles(at).length === before.length);
    socket.destroy();
  }
  assert.deepEqual(storedFiles(at), before);
  assert.equal((await upload(uploadBody('0.9', 'whole', 'broken.exe'))).status, 200);
});

test('desktop upload: names of any script download under the path that was answered', async () => {
  for (const [index, name] of [
    '升级包.exe',
    'my tool.exe',
    '50%#?&+=\'"().exe',
    'ünïcödé.tar.gz',
    '🚀.bin',
  ].entries()) {
    const content = `content of ${name}`;
    const { body } = await upload(uploadBody(`4.${index}+a`, content, name));
    assert.match(body.data.path, /^\/dist\/[!-~]+$/, 'nothing that a client would have to escape');
    const download = await fetch(at.url + body.data.path);
    assert.equal(await download.text(), content);
    assert.equal((await checkVersion()).status, 200);
  }
  const { body } = await upload(uploadBody('4.9', 'x', '升级包.exe'));
  assert.equal(decodeURIComponent(body.data.path), '/dist/升级包-4.9.exe');
});

test('desktop checkVersion: the highest version that is not withdrawn, whatever came last (D2)', async () => {
  const publish = (version: string) =>
    core.releases.publish({ version, fileName: 'order.exe', notes: `about ${version}` }, Readable.from([version]), {
      actor: 'cli',
    });
  const newest = async () => (await checkVersion()).body.data.version;
  for (const [version, expected] of [
    ['2000000', 2000000],
    ['2000000.0.1-rc.1', '2000000.0.1-rc.1'],
    ['2000000.0.1', '2000000.0.1'],
    ['2000000.0.1-rc.2', '2000000.0.1'],
    ['2000000.0.10', '2000000.0.10'],
    ['2000000.0.9', '2000000.0.10'],
    ['9007199254740993', '9007199254740993'],
    ['9007199254740993.0', '9007199254740993.0'],
  ] as const) {
    await publish(version);
    assert.equal(await newest(), expected, version);
  }
  assert.equal((await checkVersion()).body.data.desc, 'about 9007199254740993.0');
  const rows = await core.releases.list({ limit: 4 });
  const listed = ['9007199254740993.0', '9007199254740993', '2000000.0.10', '2000000.0.9'];
  assert.deepEqual(
    rows.map((release) => release.version),
    listed,
  );
  for (const version of listed.slice(0, 3)) await withdraw(version);
  assert.equal(await newest(), '2000000.0.9');
});

test('desktop upload: a withdrawn version is neither served nor free again', async () => {
  const { path } = (await upload(uploadBody('5.0', 'withdrawn', 'gone.exe'))).body.data;
  await withdraw('5.0');
  assert.equal((await fetch(at.url + path)).status, 404);
  await assert.rejects(withdraw('5.0'), { code: 'release.not_found' });
  assertDesktopFailure(await upload(uploadBody('5.0', 'other', 'gone.exe')), 400);
  assert.deepEqual((await upload(uploadBody('5.0', 'withdrawn', 'gone.exe'))).body.data, { path });
  assert.equal((await fetch(at.url + path)).status, 404);
});
