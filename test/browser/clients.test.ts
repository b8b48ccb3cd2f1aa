import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import type * as Clients from '../../clients/src/index.ts';
import { buildClients } from '../../scripts/clients.mjs';
import { mobilePassword, newPhone } from '../support/mobile.ts';
import { credentials } from '../support/portico.ts';
import { startBrowserHouse } from './browser-house.ts';

const folder = mkdtempSync(join(tmpdir(), 'portico-clients-'));
after(() => rmSync(folder, { recursive: true, force: true }));
await buildClients(join(folder, 'dist'));

/** A site of somebody else's that has the built module: every request to Portico goes to another origin. */
const built = readFileSync(join(folder, 'dist/index.js'));
const site = createServer((request, response) => {
  const isModule = request.url === '/portico-clients.js';
  response.setHeader('content-type', isModule ? 'text/javascript' : 'text/html');
  response.end(isModule ? built : '<!doctype html><link rel="icon" href="data:,"><title>site</title>');
});
await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
after(() => void site.close());
const siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;

const house = await startBrowserHouse({ after });
const at = house.portico;
const key = { authKey: credentials.blogKey, authSecret: credentials.blogSecret };

/** What a page of the site has: its clients, made once and kept. */
interface Site {
  clients: typeof Clients;
  mobile: Clients.MobileClient;
  blog: Clients.BlogClient;
  desktop: Clients.DesktopClient;
  beats: number;
  heartbeat: Clients.Heartbeat;
  /** Kept while it is offline. */
  rests: Promise<unknown>;
}

async function openSite(): Promise<Page> {
  const visitor = await house.visit();
  // The site is elsewhere: that is what this is about.
  visitor.expectComplaints('elsewhere:', 'Failed to load resource', 'ERR_INTERNET_DISCONNECTED');
  await openPage(visitor.page);
  return visitor.page;
}

async function openPage(page: Page): Promise<void> {
  await page.goto(siteUrl);
  await page.evaluate(
    async ({ module, baseUrl, key }) => {
      const clients = (await import(module)) as typeof Clients;
      const store = clients.storageStore<Clients.MobileTokens>(localStorage, 'mobile');
      Object.assign(globalThis, {
        clients,
        mobile: clients.createMobileClient({ baseUrl, store }),
        blog: clients.createBlogClient({ baseUrl, ...key }),
        desktop: clients.createDesktopClient({ baseUrl }),
        beats: 0,
      });
    },
    { module: '/portico-clients.js', baseUrl: at.url, key },
  );
}

async function registerAtMobile(page: Page): Promise<string> {
  const account = newPhone();
  const there = (given: string) =>
    (globalThis as unknown as Site).mobile.post('/api/auth/send_code', { body: { account: given } });
  await page.evaluate(there, account);
  const form = { account, code: at.codeFor(`+86${account}`), password: mobilePassword };
  await page.evaluate((given) => (globalThis as unknown as Site).mobile.register(given), form);
  return account;
}

function readPhones(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { mobile } = globalThis as unknown as Site;
    const infos = await Promise.all(Array.from({ length: 5 }, () => mobile.get('/api/personal/info')));
    return infos.map(({ phone }) => phone);
  });
}

test('mobile in a browser: two tabs whose token ended renew it once, and both go on', async () => {
  const page = await openSite();
  const account = await registerAtMobile(page);
  const other = await page.context().newPage();
  await openPage(other);
  let renewals = 0;
  page.context().on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/auth/refresh_token')) renewals += 1;
  });
  at.clock.advance(7 * 24 * 3_600_000 + 1_000);
  const phones = await Promise.all([readPhones(page), readPhones(other)]);
  assert.deepEqual(phones.flat(), Array(10).fill(account));
  assert.equal(renewals, 1);
  at.clock.set(Date.now());
});

test('blog in a browser: a captcha, a registration and a session from another origin', async () => {
  const page = await openSite();
  const id = await page.evaluate(async () => (await (globalThis as unknown as Site).blog.fetchCaptcha()).id);
  const form = {
    account: 'browser',
    password: '密码-111',
    email: 'browser@example.com',
    captcha: at.answerOf(id ?? ''),
  };
  const signedIn = await page.evaluate(async (given) => {
    const { blog } = globalThis as unknown as Site;
    await blog.register(given);
    const { account } = await blog.signIn(given);
    await blog.signOut();
    return account;
  }, form);
  assert.equal(signedIn, 'browser');
});

test('blog in a browser: a clock that is off is set by the date of a server elsewhere', async () => {
  const fresh = await house.visit();
  fresh.expectRefusals(513);
  fresh.expectComplaints('elsewhere:');
  await openPage(fresh.page);
  const asked = await fresh.page.evaluate(
    async ({ baseUrl, key }) => {
      const { clients } = globalThis as unknown as Site;
      const blog = clients.createBlogClient({ baseUrl, ...key, clock: { now: () => Date.now() + 7_200_000 } });
      return (await blog.fetchCaptcha()).svg.slice(0, 4);
    },
    { baseUrl: at.url, key },
  );
  assert.equal(asked, '<svg');
});

test('desktop in a browser: the heartbeat beats from another origin, rests while offline, and goes on', async () => {
  const page = await openSite();
  const account = newPhone();
  await page.evaluate(
    (given) => (globalThis as unknown as Site).desktop.post('/api/user/sendCode', { body: { account: given } }),
    account,
  );
  const code = at.codeFor(`+86${account}`);
  await page.evaluate(
    async (given) => {
      const site = globalThis as unknown as Site;
      await site.desktop.signIn(given);
      const onBeat = () => {
        site.beats += 1;
      };
      site.heartbeat = site.desktop.startHeartbeat({ intervalMs: 50, pauseWhen: ['offline', 'hidden'], onBeat });
    },
    { account, code },
  );
  const beats = () => page.evaluate(() => (globalThis as unknown as Site).beats);
  const beatsMoreThan = (least: number) =>
    page.waitForFunction((given) => (globalThis as unknown as Site).beats > given, least);
  await beatsMoreThan(2);
  // Told after the heartbeat, which listened before: from then on it sends nothing.
  await page.evaluate(() => {
    const rests = new Promise((resolve) => addEventListener('offline', resolve, { once: true }));
    Object.assign(globalThis, { rests });
  });
  await page.context().setOffline(true);
  await page.evaluate(async () => void (await (globalThis as unknown as Site).rests));
  const offline: string[] = [];
  // A browser may tell late of what it asked before, in the name of a request, whether that may be sent.
  page.on('request', (request) => request.method() !== 'OPTIONS' && offline.push(request.url()));
  await page.waitForTimeout(500);
  assert.deepEqual(offline, []);
  const before = await beats();
  await page.context().setOffline(false);
  await beatsMoreThan(before);
  await page.evaluate(() => (globalThis as unknown as Site).heartbeat.stop());
});
