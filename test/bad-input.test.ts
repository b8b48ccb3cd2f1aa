import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { assertNothingLeaks, type Door, doors } from './support/doors.ts';
import { type Answer, call, startPortico, type TestPortico } from './support/portico.ts';
import { sendRaw } from './support/raw-http.ts';

let server: TestPortico;
let stop: () => Promise<void>;

before(async () => {
  const endings: Array<() => Promise<void>> = [];
  server = await startPortico({ after: (ending) => endings.push(ending) });
  stop = async () => {
    for (const ending of endings) await ending();
  };
});
after(() => stop());

const json = { 'content-type': 'application/json' };

function send(door: Door, body: string, headers: Record<string, string> = json): Promise<Answer> {
  return call(server.url + door.write.path, door.write.method, body, { ...door.write.headers, ...headers });
}

const headerLines = (door: Door): string =>
  Object.entries(door.write.headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');

function judge(door: Door, answer: Answer, kind: keyof Door['says']): void {
  door.assertFailure(answer);
  assertNothingLeaks(answer);
  const [status, code] = door.says[kind];
  assert.equal(answer.status, status);
  if (code !== undefined) assert.equal(door.codeOf(answer), code);
}

/** Refused in the envelope, with whatever status the contract has for it, and never as a fault. */
function judgeRefused(door: Door, answer: Answer): void {
  door.assertFailure(answer);
  assertNothingLeaks(answer);
  assert.ok(answer.status < 500 || [511, 512, 513, 514, 521].includes(answer.status), `HTTP ${answer.status}`);
}

async function counts(): Promise<Record<string, number>> {
  const { database } = server.portico.house;
  const tables = ['accounts', 'sessions', 'vault_entries', 'releases', 'feedback', 'push_devices'] as const;
  const found = await Promise.all(
    tables.map((table) =>
      database
        .selectFrom(table)
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .executeTakeFirst(),
    ),
  );
  return Object.fromEntries(tables.map((table, index) => [table, Number(found[index]?.n)]));
}

const malformed: Array<[what: string, body: string, headers?: Record<string, string>]> = [
  ['malformed JSON', '{"account": '],
  ['JSON that is no object', '["account"]'],
  ['a JSON text after the JSON text', '{} {}'],
  ['a __proto__ key', '{"__proto__": {"role": "owner"}, "account": "a"}'],
  ['10,000 fields', JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`f${i}`, i])))],
  [
    '10,000 form fields',
    Array.from({ length: 10_000 }, (_, i) => `f${i}=1`).join('&'),
    { 'content-type': 'application/x-www-form-urlencoded' },
  ],
  ['a form with a broken escape', 'account=%zz', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['a __proto__ form field', '__proto__=1&account=a', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['a wrong content type', '<account/>', { 'content-type': 'application/xml' }],
  ['no content type that it knows', 'account', { 'content-type': 'text/plain' }],
  ['another charset than UTF-8', '{"account":"a"}', { 'content-type': 'application/json; charset=gbk' }],
  ['a multipart body without a boundary', 'x', { 'content-type': 'multipart/form-data' }],
  ['a multipart body that is none', 'x', { 'content-type': 'multipart/form-data; boundary=b' }],
  ['JSON nested 100,000 deep', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
];

for (const door of doors) {
  suite(door.name, () => {
    for (const [what, body, headers] of malformed) {
      test(`${door.name} *: ${what} is answered as malformed, in the envelope`, async () => {
        judge(door, await send(door, body, headers), 'malformed');
      });
    }

    test(`${door.name} *: a body over 1 MiB is answered as too large`, async () => {
      judge(door, await send(door, JSON.stringify({ account: 'x'.repeat(1_100_000) })), 'tooLarge');
    });

    test(`${door.name} *: a multipart field over 1 MiB is answered as too large`, async () => {
      const form = new FormData();
      form.set('account', 'x'.repeat(1_100_000));
      judge(door, await call(server.url + door.write.path, door.write.method, form, door.write.headers), 'tooLarge');
    });

    test(`${door.name} *: fields with NUL bytes, lone surrogates, wrong types, or a megabyte are refused`, async () => {
      const before = await counts();
      const fields = [
        'account',
        'code',
        'password',
        'nickname',
        'passwd',
        'captcha_code',
        'captcha_id',
        'ptPin',
        'email',
        'captcha',
      ];
      for (const value of ['a\u0000b', '\ud800', [['a'], 'b'], { a: 1 }, 'x'.repeat(60_000)]) {
        const body = JSON.stringify(Object.fromEntries(fields.map((field) => [field, value])));
        judgeRefused(door, await send(door, body));
      }
      assert.deepEqual(await counts(), before);
    });

    test(`${door.name} *: a field given twice is refused`, async () => {
      const field = { desktop: 'account', mobile: 'account', staff: 'nickname', panel: 'ptPin', blog: 'account' }[
        door.name
      ];
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      judgeRefused(door, await send(door, `${field}=a&${field}=b`, form));
    });

    test(`${door.name} *: an unknown path, an unknown method and PATCH are answered as unknown`, async () => {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']) {
        judge(door, await call(server.url + door.unknownPath, method), 'unknownPath');
      }
      judge(door, await call(server.url + door.write.path, 'PATCH', {}, door.write.headers), 'unknownPath');
    });

    test(`${door.name} *: a broken escape in the path or the query is answered as malformed`, async () => {
      for (const end of ['/%zz', '?a=%zz', '/%ff', '?%']) {
        const bytes = `${door.write.method} ${door.write.path}${end} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`;
        judge(door, await sendRaw(server.url, bytes), 'malformed');
      }
    });

    test(`${door.name} *: headers of 20 and of 64 KiB are answered as malformed`, async () => {
      for (const size of [20, 64]) {
        const head = `${door.write.method} ${door.write.path} HTTP/1.1\r\nHost: x\r\nX-Big: `;
        const bytes = `${head}${'a'.repeat(size * 1024)}\r\nContent-Length: 0\r\n\r\n`;
        judge(door, await sendRaw(server.url, bytes), 'malformed');
      }
    });

    test(`${door.name} *: a multipart body cut off in the middle is answered, and stores nothing`, async () => {
      const before = await counts();
      const part = '--b\r\nContent-Disposition: form-data; name="account"\r\n\r\n1865666';
      const head = `${door.write.method} ${door.write.path} HTTP/1.1\r\nHost: x\r\n${headerLines(door)}`;
      const type = 'Content-Type: multipart/form-data; boundary=b\r\n';
      const whole = `${head}${type}Content-Length: ${part.length}\r\n\r\n${part}`;
      judge(door, await sendRaw(server.url, whole), 'malformed');
      const cut = `${head}${type}Content-Length: 200000\r\n\r\n${part}`;
      judge(door, await sendRaw(server.url, cut, true), 'malformed');
      assert.deepEqual(await counts(), before);
    });

    test(`${door.name} *: a caller that is still sending a body far too large gets the answer all the same`, async () => {
      const { method, path } = door.write;
      const body = `{"account":"${'x'.repeat(8_000_000)}"}`;
      const head = `${method} ${path} HTTP/1.1\r\nHost: x\r\n${headerLines(door)}Content-Type: application/json\r\n`;
      judge(door, await sendRaw(server.url, `${head}Content-Length: ${body.length}\r\n\r\n${body}`), 'tooLarge');
    });

    test(`${door.name} *: no Host, an unknown expectation and a method nobody knows are answered in the envelope`, async () => {
      const end = 'Content-Length: 0\r\nConnection: close\r\n\r\n';
      judge(door, await sendRaw(server.url, `POST ${door.unknownPath} HTTP/1.1\r\n${end}`), 'unknownPath');
      const expecting = `POST ${door.unknownPath} HTTP/1.1\r\nHost: x\r\nExpect: 200-maybe\r\n${end}`;
      judge(door, await sendRaw(server.url, expecting), 'unknownPath');
      judge(door, await sendRaw(server.url, `FOO ${door.write.path} HTTP/1.1\r\nHost: x\r\n${end}`), 'unknownPath');
      judge(door, await sendRaw(server.url, `CONNECT ${door.write.path} HTTP/1.1\r\nHost: x\r\n\r\n`), 'unknownPath');
    });

    test(`${door.name} *: a body that the caller half-closes is answered in the envelope of its path`, async () => {
      const { method, path } = door.write;
      const head = `${method} ${path} HTTP/1.1\r\nHost: x\r\n${headerLines(door)}Content-Type: application/json\r\n`;
      judge(door, await sendRaw(server.url, `${head}Content-Length: 100\r\n\r\n{"acc`, true), 'malformed');
    });

    test(`${door.name} *: bytes that are no HTTP are answered in the envelope of their path`, async () => {
      const bytes = `${door.write.method} ${door.write.path} HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n`;
      judge(door, await sendRaw(server.url, bytes), 'malformed');
    });
  });
}

test('staff signUp: room for a picture is no room for text, whichever way it is sent', async () => {
  const form = new FormData();
  form.set('name', 'x'.repeat(1_100_000));
  const many = new FormData();
  for (let field = 0; field < 20; field += 1) many.set(`field${field}`, 'x'.repeat(100_000));
  const bodies: Array<Parameters<typeof call>[2]> = [
    form,
    many,
    new URLSearchParams({ name: 'x'.repeat(1_100_000) }),
    { name: 'x'.repeat(1_100_000) },
  ];
  for (const body of bodies) assert.equal((await call(`${server.url}/signUp`, 'PUT', body)).status, 413);
});

test('a part without a name is nobody’s field, at every door and in an upload', async () => {
  const body = `--b\r\nContent-Disposition: form-data\r\n\r\na\r\n--b\r\nX: y\r\n\r\na\r\n--b--\r\n`;
  const type = { 'content-type': 'multipart/form-data; boundary=b' };
  for (const door of doors) judgeRefused(door, await send(door, body, type));
  const { apiKeys } = server.portico.house.core;
  const { key } = await apiKeys.create({ name: 'x', rights: ['releases:write'] }, { actor: 'cli' });
  const publisher = { ...type, authorization: `Bearer ${key}` };
  const answer = await call(`${server.url}/api/upgrade/upload`, 'POST', body, publisher);
  assert.equal(answer.status, 400);
  assert.match(answer.body.meta.msg, /版本号/);
});

test('a connection that is cut in the middle of a body leaves the server answering', async () => {
  const head =
    'POST /api/auth/register HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a';
  assert.equal((await sendRaw(server.url, head, true)).status, 400);
  assert.equal((await call(`${server.url}/healthz`, 'GET')).status, 200);
});

test('port 5678 serves the panel and /healthz, and nothing else', async () => {
  assert.equal((await call(`${server.panelUrl}/healthz`, 'GET')).status, 200);
  for (const path of ['/api/personal/info', '/login', '/blogapi/reg', '/readyz', '/console', '/']) {
    const answer = await call(server.panelUrl + path, 'GET');
    assert.equal(answer.status, 400, path);
    assert.equal(answer.body.code, 0, path);
  }
});
