import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createManagementClient, signInAtConsole } from './support/management.ts';
import { startPortico } from './support/portico.ts';

const portico = await startPortico({ after });
const api = `${portico.url}/management/v1`;
const owner = await signInAtConsole(portico);
const anybody = createManagementClient(portico);
const send = (method: string, path: string, headers: Record<string, string> = {}) =>
  fetch(api + path, { method, headers: { ...owner.headers, ...headers } });

async function makeFaq(title = 'a question'): Promise<{ id: number; version: number }> {
  const { status, body } = await owner.call('POST', '/faqs', { body: { title, content: 'an answer' } });
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

test('management: a method that a path has not is 405 and told which there are; OPTIONS tells them, too', async () => {
  for (const [method, path, allowed] of [
    ['PUT', '/faqs', 'GET, HEAD, POST, OPTIONS'],
    ['POST', '/accounts/1/', 'GET, HEAD, PATCH, DELETE, OPTIONS'],
    ['DELETE', '/settings?x=1', 'GET, HEAD, PATCH, OPTIONS'],
  ] as const) {
    const refused = await send(method, path, { origin: 'https://elsewhere.example' });
    assert.equal(refused.status, 405, `${method} ${path}`);
    assert.deepEqual(refused.headers.get('allow')?.split(', ').sort(), allowed.split(', ').sort());
    assert.equal(((await refused.json()) as { code: string }).code, 'request.method_not_allowed');
    const options = await fetch(api + path, { method: 'OPTIONS', headers: { origin: 'https://elsewhere.example' } });
    assert.deepEqual([options.status, await options.text()], [204, '']);
    assert.equal(options.headers.get('allow'), refused.headers.get('allow'));
    for (const { headers } of [refused, options]) assert.equal(headers.get('access-control-allow-origin'), null);
  }
  for (const method of ['GET', 'OPTIONS']) assert.equal((await send(method, '/nowhere')).status, 404);
  assert.equal((await fetch(`${portico.url}/management/docs`, { method: 'DELETE' })).status, 405);
});

test('management: who is not known is told how to be', async () => {
  for (const headers of [{}, { authorization: 'Bearer portico_wrong' }]) {
    const refused = await fetch(`${api}/faqs`, { headers });
    assert.deepEqual([refused.status, refused.headers.get('www-authenticate')], [401, 'Bearer']);
  }
  assert.equal((await send('GET', '/faqs/999')).headers.get('www-authenticate'), null);
});

test('management: If-Match * is whatever version there is; a weak one, a list and an old one are none of ours', async () => {
  const faq = await makeFaq();
  for (const wanted of [`W/"${faq.version}"`, `"${faq.version}", "1"`, '"1"', '**']) {
    const refused = await owner.call('PATCH', `/faqs/${faq.id}`, {
      body: { title: 'lost' },
      headers: { 'if-match': wanted },
    });
    assert.deepEqual([refused.status, refused.body.code], [412, 'request.version_changed'], wanted);
  }
  const any = { headers: { 'if-match': '*' } };
  const changed = await owner.call('PATCH', `/faqs/${faq.id}`, { body: { title: 'whatever it was' }, ...any });
  assert.deepEqual([changed.status, changed.body.title], [200, 'whatever it was']);
  assert.equal((await owner.call('DELETE', '/faqs/999999', any)).status, 404);
});

test('management: a compressed body is refused as that, and the identity is none', async () => {
  const text = JSON.stringify({ title: 'compressed', content: 'c' });
  const post = (encoding: string, body: string | Uint8Array<ArrayBuffer>) =>
    fetch(`${api}/faqs`, {
      method: 'POST',
      headers: { ...owner.headers, 'content-type': 'application/json', 'content-encoding': encoding },
      body,
    });
  const refused = await post('gzip', new Uint8Array(gzipSync(text)));
  assert.deepEqual([refused.status, refused.headers.get('accept-encoding')], [415, 'identity']);
  assert.equal(((await refused.json()) as { code: string }).code, 'request.compressed');
  assert.equal((await post('identity', text)).status, 201);
});

test('management: problems come in the language that is liked best, and say which it is', async () => {
  for (const [wanted, language] of [
    ['', 'en'],
    ['zh-CN', 'zh'],
    ['zh;q=0', 'en'],
    ['zh;q=0.1,en;q=0.9', 'en'],
    ['en;q=0.1, zh-Hans-CN;q=0.9', 'zh'],
    ['en;q=0,zh;q=1', 'zh'],
    ['en;q=0', 'en'],
    ['fr, zh;q=0.3, en;q=0.3', 'zh'],
    ['zhx, *;q=0.5', 'en'],
    ['ZH-cn', 'zh'],
    ['zh;q=nonsense', 'en'],
  ] as const) {
    const { headers, body } = await anybody.call('GET', '/faqs', { headers: { 'accept-language': wanted } });
    assert.equal(body.title, language === 'zh' ? '尚未登录' : 'Not signed in', wanted);
    assert.deepEqual([headers.get('content-language'), headers.get('vary')], [language, 'Accept-Language']);
  }
  // Refused before any route: by the edge.
  const early = await fetch(`${api}/%zz`, { headers: { 'accept-language': 'zh' } });
  assert.deepEqual([early.status, early.headers.get('content-language')], [400, 'zh']);
});

test('management: a query member that nobody knows is refused by its name', async () => {
  for (const [path, member] of [
    ['/accounts?status[]=waiting', 'status[]'],
    ['/accounts.csv?statuss=waiting', 'statuss'],
    ['/audit.jsonl?actr=cli', 'actr'],
    ['/licences?page=2', 'page'],
    ['/settings?limit=1', 'limit'],
    ['/accounts/1?x=', 'x'],
  ] as const) {
    const { status, body } = await owner.call('GET', path);
    assert.equal(status, 400, path);
    assert.deepEqual(
      body.errors.map(({ pointer }: { pointer: string }) => pointer),
      [`/${member}`],
    );
  }
});

test('management: in paths and queries a number and a truth are written in one way', async () => {
  const { id } = await makeFaq();
  assert.equal((await owner.call('GET', `/faqs/${id}`)).status, 200);
  for (const text of [
    `0x${id}`,
    `+${id}`,
    `${id}e0`,
    `%20${id}`,
    `${id}%20`,
    `0${id}`,
    `${id}.0`,
    '-0',
    'true',
    '１',
  ]) {
    for (const [path, pointer] of [
      [`/faqs/${text}`, '/id'],
      [`/faqs?limit=${text}`, '/limit'],
    ] as const) {
      const { status, body } = await owner.call('GET', path);
      assert.deepEqual(
        [status, body.errors?.[0]?.pointer, body.errors?.[0]?.detail],
        [400, pointer, 'must be integer'],
        path,
      );
    }
  }
  for (const [text, expected] of [
    ['true', 200],
    ['false', 200],
    ['TRUE', 400],
    ['1', 400],
    ['0', 400],
    ['', 400],
    ['%20true', 400],
    ['true&due=false', 400],
  ] as const) {
    assert.equal((await owner.call('GET', `/vault?due=${text}`)).status, expected, text);
  }
  assert.equal((await owner.call('GET', '/accounts?status=waiting')).status, 200);
  assert.equal((await owner.call('GET', '/accounts?status=waiting&status=active')).status, 200);
});

test('management: of alternatives the rules of the one that was meant are told', async () => {
  const tell = async (to: unknown) => {
    const { status, body } = await owner.call('POST', '/pushes', { body: { title: 't', body: 'b', to } });
    assert.equal(status, 400);
    return body.errors.map(({ pointer, detail }: Record<string, string>) => `${pointer} ${detail}`);
  };
  assert.deepEqual(await tell([]), ['/to must NOT have less than 1 item']);
  assert.deepEqual(await tell(Array.from({ length: 1001 }, (_, n) => n + 1)), [
    '/to must NOT have more than 1000 items',
  ]);
  assert.deepEqual(await tell([1, 'x', 0]), ['/to/1 must be integer', '/to/2 must be >= 1']);
  assert.deepEqual(await tell('nobody'), ['/to must be equal to constant']);
  assert.equal((await tell(7)).length, 1);
});

test('management: names and titles are one line, without control characters and without what turns its order', async () => {
  const bodies: ReadonlyArray<readonly [path: string, body: (text: string) => object, pointer: string]> = [
    ['/faqs', (title) => ({ title, content: 'c' }), '/title'],
    ['/faqs', (category) => ({ title: 't', content: 'c', category }), '/category'],
    ['/feedback-categories', (name) => ({ name }), '/name'],
    ['/canned-answers', (title) => ({ title, content: 'c' }), '/title'],
    ['/pushes', (title) => ({ title, body: 'b', to: 'everyone' }), '/title'],
    ['/api-keys', (name) => ({ name, rights: ['vault:read'] }), '/name'],
    ['/signing-keys', (name) => ({ name }), '/name'],
    ['/accounts', (displayName) => ({ handle: 'one-line', displayName }), '/displayName'],
    ['/vault', (remark) => ({ pin: 'one-line', remark }), '/remark'],
  ];
  for (const [path, bodyOf, pointer] of bodies) {
    for (const character of ['\u0007', '\n', '\u009b', '\u202e', '\u2066', '\u200f', '\u2028']) {
      const { status, body } = await owner.call('POST', path, { body: bodyOf(`a${character}b`) });
      const told = `${path} ${JSON.stringify(character)} ${JSON.stringify(body)}`;
      assert.deepEqual([status, body.errors?.map((each: { pointer: string }) => each.pointer)], [400, [pointer]], told);
    }
  }
  const long = `${'a'.repeat(900_000)}\n`;
  assert.equal((await owner.call('POST', '/faqs', { body: { title: long, content: 'c' } })).status, 400);
  assert.equal(
    (await owner.call('POST', '/faqs', { body: { title: ' 常见 问题 👨‍👩‍👧 ', content: 'a\nb' } })).status,
    201,
  );
});

test('management: a cursor goes on in its own list alone', async () => {
  for (const name of ['one', 'two']) {
    await owner.call('POST', '/signing-keys', { body: { name } });
    await owner.call('POST', '/api-keys', { body: { name, rights: ['vault:read'] } });
  }
  const first = (await owner.call('GET', '/api-keys?limit=1')).body;
  const next = await owner.call('GET', `/api-keys?limit=1&cursor=${first.next}`);
  assert.deepEqual([next.status, next.body.items.length], [200, 1]);
  assert.notEqual(next.body.items[0].id, first.items[0].id);
  const bare = first.next.slice(first.next.indexOf('.') + 1);
  for (const path of [
    `/signing-keys?cursor=${first.next}`,
    `/api-keys?cursor=${bare}`,
    '/api-keys?cursor=.',
    '/api-keys?cursor=',
  ]) {
    const { status, body } = await owner.call('GET', path);
    assert.deepEqual([status, body.errors?.[0]?.pointer], [400, '/cursor'], path);
  }
});

test('management: the document tells files by their types, and what goes with a cookie on a change', async () => {
  const { paths, components } = (await (await fetch(`${portico.url}/management/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { responses: Record<string, { content: object }>; security: object[] }>>;
    components: { securitySchemes: Record<string, { in: string; name: string }> };
  };
  for (const [path, type] of [
    ['/accounts.csv', 'text/csv; charset=utf-8'],
    ['/audit.csv', 'text/csv; charset=utf-8'],
    ['/audit.jsonl', 'application/x-ndjson; charset=utf-8'],
    ['/releases/{id}/file', 'application/octet-stream'],
  ] as const) {
    const content = paths[`/management/v1${path}`]?.get?.responses['200']?.content ?? {};
    assert.deepEqual(Object.keys(content), [type], path);
  }
  const { csrf } = components.securitySchemes;
  assert.deepEqual([csrf?.in, csrf?.name], ['header', 'X-CSRF-Token']);
  const faqs = paths['/management/v1/faqs'];
  assert.deepEqual(faqs?.post?.security, [{ console: [], csrf: [] }, { apiKey: [] }]);
  assert.deepEqual(faqs?.get?.security, [{ console: [] }, { apiKey: [] }]);
});

test('management: the reference has the policy of our own pages, which nothing upgrades', async () => {
  for (const path of ['/management/docs', '/management/docs/static/swagger-ui.css', '/management/openapi.json']) {
    const { headers, status } = await fetch(portico.url + path);
    assert.equal(status, 200);
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /^default-src 'none'; script-src 'self';/, path);
    assert.doesNotMatch(policy, /https:|upgrade|validator/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('x-frame-options'), 'DENY');
  }
  assert.equal((await send('GET', '/faqs')).headers.get('x-content-type-options'), 'nosniff');
});
