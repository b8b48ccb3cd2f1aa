import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findProgramVersion } from './program-version.ts';

test('the version of a program is that of its own product, not of what it is built on', () => {
  for (const [userAgent, version] of [
    ['PorticoDesktop/1.4.2 (Windows NT 10.0; x64)', '1.4.2'],
    ['tool/1112343', '1112343'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) desktop-tool/2.0.0-rc.1 Chrome/118.0.5993.54 Electron/27.0.0 Safari/537.36',
      '2.0.0-rc.1',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/118.0.0.0 Safari/537.36', null],
    ['python-requests/2.31.0', null],
    ['axios/1.6.0 tool/3', '3'],
    ['tool (tool/9)', null],
    ['tool', null],
    ['tool/beta', null],
    ['', null],
    ['('.repeat(256), null],
  ] as const) {
    assert.equal(findProgramVersion(userAgent), version, userAgent);
  }
});

test('of a User-Agent the beginning is read: anybody may send 16 KiB of them, and the pattern takes the square of a length', () => {
  assert.equal(findProgramVersion(`${'a'.repeat(400)} app/1.0.0`), '1.0.0');
  assert.equal(findProgramVersion(`${'a'.repeat(500)} app/1.0.0`), null);
});
