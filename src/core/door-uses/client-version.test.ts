import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createVersionReader } from './client-version.ts';

test('the version of a caller is its own product with its name, else what it is built on', () => {
  const read = createVersionReader(null);
  for (const [userAgent, version] of [
    ['staff-app/2.1.0 (Android 14)', 'staff-app/2.1.0'],
    ['PorticoDesktop/1.4.2 (Windows NT 10.0; x64)', 'PorticoDesktop/1.4.2'],
    ['okhttp/4.12.0', 'okhttp/4.12.0'],
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/118.0.0.0 Safari/537.36',
      'browser',
    ],
    ['Mozilla/5.0 (Windows NT 10.0) desktop-tool/2.0.0-rc.1 Chrome/118.0 Electron/27.0', 'desktop-tool/2.0.0-rc.1'],
    ['tool', 'unknown'],
    ['', 'unknown'],
    [`${'x'.repeat(60)}/1.0`, 'x'.repeat(40)],
    ['caf\u00e9/1.0', 'unknown'],
    ['a\u001b[31m/1.0', 'unknown'],
  ] as const) {
    assert.equal(read({ 'user-agent': userAgent }), version, userAgent);
  }
  assert.equal(read({}), 'unknown');
});

test('the header that an operator named comes before User-Agent, cut to 40 printable characters', () => {
  const read = createVersionReader('X-App-Version');
  const userAgent = 'okhttp/4.12.0';
  assert.equal(read({ 'user-agent': userAgent, 'x-app-version': '3.2.1 (42)' }), '3.2.1 (42)');
  assert.equal(read({ 'user-agent': userAgent, 'x-app-version': '' }), userAgent);
  assert.equal(read({ 'user-agent': userAgent }), userAgent);
  assert.equal(read({ 'x-app-version': '9'.repeat(500) }), '9'.repeat(40));
  assert.equal(read({ 'x-app-version': '版本' }), 'unknown');
});
