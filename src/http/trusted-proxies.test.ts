import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { createTrustedProxies } from './trusted-proxies.ts';

const schemeOf = (trusted: string[], peer: string, proto?: string): string =>
  createTrustedProxies(trusted).schemeOf({
    socket: { remoteAddress: peer },
    headers: proto === undefined ? {} : { 'x-forwarded-proto': proto },
  } as unknown as IncomingMessage);

test('X-Forwarded-Proto counts from a trusted proxy alone', () => {
  assert.equal(schemeOf(['127.0.0.1'], '127.0.0.1', 'https'), 'https');
  assert.equal(schemeOf(['127.0.0.1'], '127.0.0.1', 'HTTPS'), 'https');
  assert.equal(schemeOf(['127.0.0.1'], '127.0.0.1'), 'http');
  assert.equal(schemeOf(['127.0.0.1'], '203.0.113.9', 'https'), 'http');
  assert.equal(schemeOf([], '127.0.0.1', 'https'), 'http');
});

test('of several schemes the trusted proxy’s own counts, and what is no scheme is plain HTTP', () => {
  assert.equal(schemeOf(['127.0.0.1'], '127.0.0.1', 'http, https'), 'https');
  assert.equal(schemeOf(['127.0.0.1'], '127.0.0.1', 'https, http'), 'http');
  for (const proto of ['', ',', 'javascript', 'https:', 'https,']) {
    assert.equal(schemeOf(['127.0.0.1'], '127.0.0.1', proto), 'http', proto);
  }
});

test('a peer that is gone is nobody’s proxy', () => {
  assert.equal(schemeOf(['127.0.0.1'], '', 'https'), 'http');
});
