import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { loadChunk, MissingChunk } from '../../console/src/app/missing-chunk.ts';
import { startBrowserHouse } from './browser-house.ts';

const house = await startBrowserHouse({ after });

test('console: a part that does not come is known by what each browser says of it, and a fault inside of one is none', async () => {
  const url = 'http://127.0.0.1:8888/console/assets/vault-x.js';
  const said = [
    `Failed to fetch dynamically imported module: ${url}`,
    `error loading dynamically imported module: ${url}`,
    'Importing a module script failed.',
    'Unable to preload CSS for /console/assets/vault-x.css',
  ];
  for (const words of said)
    await assert.rejects(
      loadChunk(() => Promise.reject(new TypeError(words))),
      MissingChunk,
    );
  const fault = new TypeError('x is not a function');
  await assert.rejects(
    loadChunk(() => Promise.reject(fault)),
    (error) => error === fault,
  );
});

for (const [kind, pattern] of [
  ['script', /\/assets\/pushes-.*\.js$/],
  ['style sheet', /\/assets\/pushes-.*\.css$/],
] as const) {
  test(`console: where a page's ${kind} does not come it says that the server cannot be reached, and goes on when it can`, async () => {
    const visitor = await house.visitAsOwner();
    const { page, context } = visitor;
    visitor.expectComplaints('ERR_CONNECTION_REFUSED', 'a part of the console is missing', 'MissingChunk');
    const isDown = (address: URL) => pattern.test(address.pathname) || address.pathname.endsWith('/branding');
    let mayFail = Promise.resolve();
    await context.route(isDown, async (route) => {
      await mayFail;
      await route.abort('connectionrefused');
    });
    await page.getByRole('link', { name: '消息推送' }).click();
    await page.getByRole('heading', { name: '页面没有加载出来' }).waitFor();
    await page.getByRole('alert').getByText('连不上服务器', { exact: true }).waitFor();
    const again = page.getByRole('button', { name: '重试' });
    const held = Promise.withResolvers<void>();
    mayFail = held.promise;
    await again.click();
    // Asked once more, and not before it was told so, the page says again what it said.
    await again.waitFor({ state: 'detached' });
    held.resolve();
    await page.getByRole('alert').getByText('连不上服务器', { exact: true }).waitFor();
    await context.unroute(isDown);
    await again.click();
    await page.getByRole('heading', { name: '消息推送' }).waitFor();
  });
}

test('console: where a page is gone from a server that answers, the console was updated', async () => {
  const visitor = await house.visitAsOwner();
  const { page, context } = visitor;
  visitor.expectRefusals(404);
  visitor.expectComplaints('a part of the console is missing', 'MissingChunk');
  await context.route(/\/assets\/vault-.*\.js$/, (route) => route.fulfill({ status: 404 }));
  await page.getByRole('link', { name: '密钥库' }).click();
  await page.getByText('控制台已更新，请重新加载页面。').waitFor();
  await context.unrouteAll();
  await page.getByRole('button', { name: '重新加载' }).click();
  await page.getByRole('heading', { name: '密钥库' }).waitFor();
});
