import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localUrl } from './local-url.ts';

test('whatever a listener is bound to, its address is one that a browser takes', () => {
  for (const [host, url] of [
    ['127.0.0.1', 'http://127.0.0.1:8888'],
    ['0.0.0.0', 'http://127.0.0.1:8888'],
    ['::', 'http://[::1]:8888'],
    ['::1', 'http://[::1]:8888'],
    ['fd00::7', 'http://[fd00::7]:8888'],
    ['accounts.internal', 'http://accounts.internal:8888'],
  ] as const) {
    assert.equal(localUrl(host, 8888), url, host);
    assert.ok(URL.canParse(url));
  }
});
