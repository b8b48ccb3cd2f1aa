import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { contractNames } from '../src/contracts/names.ts';
import { gatewayDefinitions } from '../src/gateways/definitions.ts';
import { loadOpenApi } from '../src/gateways/openapi/load-openapi.ts';
import { startPortico } from './support/portico.ts';

const at = await startPortico({ after });
const get = (path: string, init: RequestInit = {}) => fetch(at.url + path, { redirect: 'manual', ...init });

test('docs: the index leads to the page and the document of every contract, and to the management API', async () => {
  const answer = await get('/docs/');
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'text/html; charset=utf-8']);
  const html = await answer.text();
  const paths = [...html.matchAll(/href="(\/[^"]+)"/g)].map(([, path = '']) => path);
  const expected = contractNames.flatMap((name) => [`/docs/${name}/`, `/docs/${name}.json`]);
  assert.deepEqual(paths, [...expected, '/management/docs', '/management/openapi.json']);
  for (const path of paths) assert.equal((await get(path)).status, 200, path);
  assert.doesNotMatch(html, /closed on this server/);
});

test('docs: a document is what the command line prints but for the address, and is not sent twice', async () => {
  for (const definition of gatewayDefinitions) {
    const path = `/docs/${definition.name}.json`;
    const answer = await get(path);
    const tag = answer.headers.get('etag') ?? '';
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
    assert.match(tag, /^"[\w-]{43}"$/);
    assert.deepEqual(await answer.json(), await loadOpenApi(definition, '/'));
    const again = await get(path, { headers: { 'if-none-match': tag } });
    assert.deepEqual([again.status, await again.text()], [304, '']);
    const head = await get(path, { method: 'HEAD' });
    assert.deepEqual([head.status, head.headers.get('etag'), await head.text()], [200, tag, '']);
  }
});

test('docs: the address of the documents is the public one, also after it was changed', async () => {
  const serversOf = async () => ((await (await get('/docs/staff.json')).json()) as { servers: unknown }).servers;
  assert.deepEqual(await serversOf(), [{ url: '/' }]);
  const { runtimeSettings } = at.portico.house.core;
  const values = { 'server.publicUrl': 'https://accounts.example.com' };
  await runtimeSettings.change({ values, reset: [] }, { by: { actor: 'test' } });
  assert.deepEqual(await serversOf(), [{ url: 'https://accounts.example.com' }]);
});

test('docs: pages and files have the policy of our own pages, which leads to this server alone', async () => {
  for (const path of ['/docs/blog/', '/docs/blog.json', '/docs/assets/reference.js', '/docs/assets/swagger-ui.css']) {
    const { status, headers } = await get(path);
    assert.equal(status, 200, path);
    assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none'; script-src 'self';/, path);
    assert.doesNotMatch(headers.get('content-security-policy') ?? '', /https:|unsafe-eval/, path);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    assert.equal(headers.get('x-frame-options'), 'DENY', path);
    assert.ok(headers.get('x-request-id'), path);
  }
});

test('docs: what is no page of it is 404, leads nowhere else, and only reading is allowed', async () => {
  for (const path of [
    '/docs/nothing',
    '/docs/nothing.json',
    '/docs/blog/x',
    '/docs/assets/package.json',
    '/docs/assets/..%2f..%2fpackage.json',
    '/docs/assets/',
    '/docs/__proto__/',
  ]) {
    const answer = await get(path);
    assert.equal(answer.status, 404, path);
    assert.deepEqual(await answer.json(), { status: 404, title: 'Not Found', detail: 'No such path.' });
  }
  for (const [path, target] of [
    ['/docs', '/docs/'],
    ['/docs/blog', '/docs/blog/'],
  ] as const) {
    const answer = await get(path);
    assert.deepEqual([answer.status, answer.headers.get('location')], [301, target]);
  }
  const posted = await get('/docs/blog.json', { method: 'POST' });
  assert.deepEqual([posted.status, posted.headers.get('allow')], [405, 'GET, HEAD']);
});

test('docs: a closed contract is shown as closed; a console with a port of its own is not led to', async (t) => {
  const other = await startPortico(t, { PORTICO_BLOG_ENABLED: 'false', PORTICO_CONSOLE_PORT: '0' });
  const html = await (await fetch(`${other.url}/docs/`)).text();
  assert.deepEqual(html.match(/href="\/docs\/(\w+)\/">[^\n]*closed on this server/)?.[1], 'blog');
  assert.equal(html.match(/closed on this server/g)?.length, 1);
  assert.doesNotMatch(html, /management/);
  assert.match(await (await fetch(`${other.url}/docs/blog/`)).text(), /closed on this server/);
  assert.equal((await fetch(`${other.url}/docs/blog.json`)).status, 200);
});

test('docs: they are on the main port alone', async () => {
  assert.equal((await fetch(`${at.panelUrl}/docs/`)).status, 400);
});
