import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { builtConsole } from '../../scripts/console.mjs';
import { startBrowserHouse } from './browser-house.ts';

const budgetBytes = 500_000;
const house = await startBrowserHouse({ after });

/** Notes every file of the console that a page loads. */
function collectFiles(page: import('playwright-core').Page): Set<string> {
  const files = new Set<string>();
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith('/console/'))
      files.add(/\.\w+$/.test(pathname) ? pathname.slice('/console/'.length) : 'index.html');
  });
  return files;
}

function gzippedBytes(files: Iterable<string>): number {
  let bytes = 0;
  // What is too short to gain by it is sent as it is.
  for (const file of files) {
    const zipped = join(builtConsole, `${file}.gz`);
    bytes += statSync(existsSync(zipped) ? zipped : join(builtConsole, file)).size;
  }
  return bytes;
}

test('console: what the sign-in page loads first stays below 500 kB gzipped, and so does what the dashboard loads', async () => {
  const outside = await house.visit();
  const signInFiles = collectFiles(outside.page);
  await outside.page.goto('/console/sign-in');
  await outside.page.waitForLoadState('networkidle');
  const { page } = await house.visitAsOwner();
  const dashboardFiles = collectFiles(page);
  await page.goto('/console/');
  await page.locator('#content h1').waitFor();
  await page.waitForLoadState('networkidle');
  for (const [name, files] of Object.entries({ 'sign-in': signInFiles, dashboard: dashboardFiles })) {
    const bytes = gzippedBytes(files);
    console.log(`first paint of ${name}: ${Math.round(bytes / 1_000)} kB gzipped in ${files.size} files`);
    assert.ok(files.size > 3 && bytes < budgetBytes, `${name} loads ${bytes} bytes: ${[...files].join(' ')}`);
  }
});
