import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { createCallerReader } from './caller.ts';

const from = (peer: string, headers: Record<string, string> = {}): IncomingMessage =>
  ({ socket: { remoteAddress: peer }, headers }) as unknown as IncomingMessage;
const addressOf = (trustedProxies: string[], peer: string, forwardedFor?: string): string =>
  createCallerReader({ development: false, trustedProxies })(
    from(peer, forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }),
  ).address;

test('a forwarding header of somebody who is no trusted proxy is not believed', () => {
  assert.equal(addressOf([], '203.0.113.9', '198.51.100.1'), '203.0.113.9');
  assert.equal(addressOf(['127.0.0.1'], '203.0.113.9', '198.51.100.1'), '203.0.113.9');
});

test('behind trusted proxies the caller is the last hop that is none of them, whatever was forged before it', () => {
  assert.equal(addressOf(['127.0.0.1'], '127.0.0.1', '6.6.6.6, 203.0.113.9'), '203.0.113.9');
  assert.equal(addressOf(['10.0.0.0/8', '127.0.0.1'], '127.0.0.1', '6.6.6.6, 203.0.113.9, 10.1.2.3'), '203.0.113.9');
  assert.equal(addressOf(['10.0.0.0/8'], '10.0.0.1', '10.0.0.7'), '10.0.0.7');
  assert.equal(addressOf(['127.0.0.1'], '127.0.0.1'), '127.0.0.1');
  assert.equal(addressOf(['::1'], '::1', '[2001:db8::1]'), '2001:db8:0:0');
});

test('an IPv6 caller is its /64, however the address is abbreviated; an IPv4 one is itself, mapped or not', () => {
  for (const address of ['2001:db8::1', '2001:db8::2', '2001:DB8:0:0:9:8:7:6', '2001:db8:0:0::5']) {
    assert.equal(addressOf([], address), '2001:db8:0:0', address);
  }
  assert.equal(addressOf([], '2001:db8:1:2:3:4:5:6'), '2001:db8:1:2');
  assert.equal(addressOf([], 'fe80::1%eth0'), 'fe80:0:0:0');
  assert.equal(addressOf([], '::ffff:203.0.113.9'), '203.0.113.9');
});

test('only development’s loopback without a forwarding header is spared the budgets', () => {
  const read = createCallerReader({ development: true, trustedProxies: [] });
  assert.equal(read(from('127.0.0.1')).exemptFromAddressLimits, true);
  assert.equal(read(from('::1')).exemptFromAddressLimits, true);
  assert.equal(read(from('127.0.0.1', { 'x-forwarded-for': '127.0.0.1' })).exemptFromAddressLimits, false);
  assert.equal(read(from('127.0.0.1', { forwarded: 'for=127.0.0.1' })).exemptFromAddressLimits, false);
  assert.equal(read(from('203.0.113.9')).exemptFromAddressLimits, false);
  const production = createCallerReader({ development: false, trustedProxies: [] });
  assert.equal(production(from('127.0.0.1')).exemptFromAddressLimits, false);
});

test('hops may carry ports; what is no address ends the search at the last one known', () => {
  const trusted = ['127.0.0.1', '10.0.0.0/8'];
  assert.equal(addressOf(trusted, '127.0.0.1', '203.0.113.9:5678'), '203.0.113.9');
  assert.equal(addressOf(trusted, '127.0.0.1', '[2001:db8::1]:443'), '2001:db8:0:0');
  assert.equal(addressOf(trusted, '127.0.0.1', '6.6.6.6, garbage'), '127.0.0.1');
  assert.equal(addressOf(trusted, '127.0.0.1', `6.6.6.6, ${'a'.repeat(3_000)}, 10.0.0.7`), '10.0.0.7');
});
