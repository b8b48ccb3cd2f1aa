import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core';
import { findBrowser } from '../../scripts/browser.mjs';
import { root } from '../../scripts/carried-node.mjs';
import { ensureConsoleBuilt } from '../../scripts/console.mjs';
import { credentials, startPortico, type TestPortico } from '../support/portico.ts';

const screenshots = join(root, 'test/output/screenshots');
const highestPicture = 8_000;
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A name that is not the loopback’s: to browsers plain HTTP there is no secure origin.
  '--host-resolver-rules=MAP portico.test 127.0.0.1',
];

export type Theme = 'light' | 'dark';

interface VisitOptions {
  language?: 'zh-CN' | 'en';
  theme?: Theme;
  width?: number;
  /** Whether what opens and closes moves; without saying so it does not. */
  motion?: 'reduce' | 'no-preference';
  /** `portico.test`: by plain HTTP from elsewhere, as in a local network. */
  host?: 'portico.test';
}

/** Somebody at a browser of their own: cookies, storage and windows are theirs alone. */
export interface Visitor {
  page: Page;
  context: BrowserContext;
  /** What the page is expected to be refused (`401`, `400`): the browser itself notes each on its console. */
  expectRefusals(...statuses: number[]): void;
  /** Other words that the browser is expected to put on its console. */
  expectComplaints(...parts: string[]): void;
}

export interface BrowserHouse {
  portico: TestPortico;
  /** Somebody who is not signed in, on no page yet. */
  visit(options?: VisitOptions): Promise<Visitor>;
  /** The owner, signed in through the page. */
  visitAsOwner(options?: VisitOptions): Promise<Visitor>;
}

/** A server with the built console, and a browser; both end with the file. */
export async function startBrowserHouse(
  context: { after(ending: () => Promise<void>): void },
  environment: Record<string, string> = {},
): Promise<BrowserHouse> {
  await ensureConsoleBuilt();
  const browser = await launch();
  const visitors: Array<() => void> = [];
  // Before the server's own ending: what a page still loads must not fail because the server is gone.
  context.after(() => browser.close());
  const portico = await startPortico(context, environment);
  context.after(async () => {
    for (const judge of visitors) judge();
  });
  const visit = async (options: VisitOptions = {}) => {
    const url = portico.url.replace('127.0.0.1', options.host ?? '127.0.0.1');
    const { visitor, judge } = await openVisitor(browser, url, options);
    visitors.push(judge);
    return visitor;
  };
  return {
    portico,
    visit,
    async visitAsOwner(options) {
      const visitor = await visit(options);
      await signIn(visitor.page, 'owner', credentials.ownerPassword);
      return visitor;
    },
  };
}

async function launch(): Promise<Browser> {
  const executablePath = findBrowser();
  assert.ok(executablePath, 'no browser: npm test installs one');
  return chromium.launch({ executablePath, args: flags, timeout: 120_000 });
}

async function openVisitor(
  browser: Browser,
  url: string,
  { language = 'zh-CN', theme = 'light', width = 1280, motion = 'reduce' }: VisitOptions,
): Promise<{ visitor: Visitor; judge: () => void }> {
  const context = await browser.newContext({
    baseURL: url,
    locale: language,
    colorScheme: theme,
    viewport: viewportOf(width),
    timezoneId: 'Asia/Shanghai',
    reducedMotion: motion,
  });
  // Where nothing is wrong nobody waits for it: a machine may be busy with other things for long.
  context.setDefaultTimeout(60_000);
  const faults: string[] = [];
  const expected: string[] = [];
  watch(context, url, faults);
  const page = await context.newPage();
  noteLoading(page);
  return {
    visitor: {
      page,
      context,
      expectRefusals: (...statuses) => expected.push(...statuses.map((status) => `status of ${status} `)),
      expectComplaints: (...parts) => expected.push(...parts),
    },
    judge: () => {
      const unexpected = faults.filter((fault) => !expected.some((part) => fault.includes(part)));
      assert.deepEqual(unexpected, [], 'what the browser complained about');
    },
  };
}

/** Notes what must never happen: console errors, faults of scripts, violations of the policy, requests to other hosts. */
function watch(context: BrowserContext, url: string, faults: string[]): void {
  context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  context.on('console', (message) => {
    // Browsers say it of every page that comes by plain HTTP from elsewhere.
    if (message.text().startsWith('The Cross-Origin-Opener-Policy header has been ignored')) return;
    if (['error', 'warning'].includes(message.type()))
      faults.push(`console on ${message.page()?.url()}: ${message.text()} ${message.location().url}`);
  });
  context.on('weberror', (error) => faults.push(`fault: ${error.error().stack}`));
  context.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(`${url}/`))
      faults.push(`elsewhere: ${request.url()}`);
  });
}

/** Signs in at the sign-in page, and waits until the console is there. */
export async function signIn(page: Page, identifier: string, password: string): Promise<void> {
  await page.goto('/console/');
  await page.locator('#identifier').fill(identifier);
  await page.locator('#password').fill(password);
  await page.keyboard.press('Enter');
  await page.locator('#content h1').waitFor();
}

/** Throws where axe finds something serious or critical. */
export async function assertAccessible(page: Page, where: string): Promise<void> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe is in the page, not in this program
    const result = await (globalThis as any).axe.run(document, { resultTypes: ['violations'] });
    return result.violations.map((violation: Record<string, unknown>) => ({
      impact: violation.impact,
      rule: violation.id,
      nodes: (violation.nodes as Array<{ html: string; failureSummary: string }>).map(
        ({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`,
      ),
    }));
  });
  const serious = violations.filter(({ impact }: { impact: string }) => impact === 'serious' || impact === 'critical');
  assert.deepEqual(serious, [], `axe: ${where}`);
}

/** Throws where the page is wider than its window. */
export async function assertFits(page: Page, where: string): Promise<void> {
  const { scrollWidth, innerWidth } = await page.evaluate(() => ({
    scrollWidth: document.scrollingElement?.scrollWidth ?? 0,
    innerWidth: window.innerWidth,
  }));
  assert.ok(scrollWidth <= innerWidth, `${where} is ${scrollWidth} px wide in a window of ${innerWidth} px`);
}

/** Keeps a picture of the whole page in test/output/screenshots, also of what its reader would have to scroll to. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  const viewport = page.viewportSize() as { width: number; height: number };
  // The window and drawers scroll each by itself, so the window is made as high as the longest of them.
  const hidden = await page.evaluate(() => {
    const scrolling = [document.documentElement, ...document.querySelectorAll('body *')].filter(
      (element) => element === document.documentElement || /auto|scroll/.test(getComputedStyle(element).overflowY),
    );
    return Math.max(...scrolling.map(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight));
  });
  await page.setViewportSize({ ...viewport, height: Math.min(viewport.height + hidden, highestPicture) });
  await nextPaint(page);
  await page.screenshot({ path: join(screenshots, `${name}.png`) });
  await page.setViewportSize(viewport);
  await nextPaint(page);
}

const quietMs = 100;

/** What a page asks for. */
interface Loading {
  /** How many requests there were. */
  begun: number;
  open: Set<Request>;
}

const loadings = new WeakMap<Page, Loading>();

/** Opens an address below /console, and waits until its page stands and loads nothing more. */
export async function openPage(page: Page, path: string): Promise<void> {
  await page.goto(`/console${path}`);
  await page.locator('h1').first().waitFor();
  await settle(page);
}

/** Waits until a page has drawn what it asked for, and asks for nothing more. */
async function settle(page: Page): Promise<void> {
  const loading = loadings.get(page) as Loading;
  for (let begun = -1; loading.open.size > 0 || loading.begun !== begun; ) {
    begun = loading.begun;
    await page.waitForFunction(() => !document.querySelector('.ant-skeleton, [aria-busy="true"]'));
    // What came may ask for more as soon as the page gets to it.
    await page.evaluate(() => new Promise<void>((resolve) => requestIdleCallback(() => resolve())));
    await page.waitForTimeout(quietMs);
  }
}

function noteLoading(page: Page): void {
  const loading: Loading = { begun: 0, open: new Set() };
  loadings.set(page, loading);
  page.on('request', (request) => {
    loading.begun += 1;
    loading.open.add(request);
  });
  for (const event of ['requestfinished', 'requestfailed'] as const) {
    page.on(event as 'requestfinished', (request) => loading.open.delete(request));
  }
}

/** Waits until an opened thread has the focus, as it takes it when it is there: what is typed before goes elsewhere. */
export async function untilThreadHasFocus(page: Page): Promise<void> {
  await page.locator('article h2:focus').waitFor();
}

/** What has the focus says. */
export function focusedText(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent ?? '');
}

/** As if the reader's system changed its theme, and the window its width. */
export async function changeView(page: Page, theme: Theme, width: number): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await page.setViewportSize(viewportOf(width));
  await page.waitForFunction((wanted) => window.innerWidth === wanted, width);
  // Both are answered by a new rendering, and lists by cards, which may ask for pictures.
  await nextPaint(page);
}

function nextPaint(page: Page): Promise<unknown> {
  return page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

function viewportOf(width: number): { width: number; height: number } {
  return { width, height: width < 768 ? 844 : 800 };
}
