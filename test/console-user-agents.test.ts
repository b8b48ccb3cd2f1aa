import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeUserAgent } from '../console/src/pages/accounts/user-agent.ts';

const known: ReadonlyArray<[userAgent: string, words: string | undefined]> = [
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36 Edg/150.0',
    'Edge · Windows',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/20.1 Safari/605.1.15',
    'Safari · macOS',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 20_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.60',
    'WeChat · iPhone',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:152.0) Gecko/20100101 Firefox/152.0', 'Firefox · Linux'],
  ['PorticoApp/3.2 (Android 16; Pixel 11)', 'PorticoApp · Android'],
  ['okhttp/5.1.0', 'okhttp'],
  ['node', 'node'],
  ['', undefined],
];

test('sessions: a device is told in two words, whatever it calls itself', () => {
  for (const [userAgent, words] of known) assert.equal(describeUserAgent(userAgent), words, userAgent);
});
