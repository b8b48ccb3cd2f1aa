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
  assert.equal(addressOf(['127.0.0.1'], '203.0.113.9', '198.51.100.1, 127.0.0.1'), '203.0.113.9');
});

test('behind trusted proxies the caller is the last hop that is none of them, whatever was forged before it', () => {
  assert.equal(addressOf(['127.0.0.1'], '127.0.0.1', '6.6.6.6, 203.0.113.9'), '203.0.113.9');
  assert.equal(addressOf(['10.0.0.0/8', '127.0.0.1'], '127.0.0.1', '6.6.6.6, 203.0.113.9, 10.1.2.3'), '203.0.113.9');
  assert.equal(addressOf(['10.0.0.0/8'], '10.0.0.1', '10.0.0.7'), '10.0.0.7');
  assert.equal(addressOf(['127.0.0.1'], '127.0.0.1'), '127.0.0.1');
  assert.equal(addressOf(['::1'], '::1', '[2001:db8::1]'), '2001:db8:0:0');
});

test('a trusted address that a caller writes himself leads no further than to the caller', () => {
  const trusted = ['10.0.0.0/8', '2001:db8:aaaa::/48'];
  for (const forged of ['10.0.0.7', '127.0.0.1', '6.6.6.6, 10.0.0.7', '2001:db8:aaaa::1', '::ffff:10.0.0.7', '']) {
    assert.equal(addressOf(trusted, '10.0.0.1', `${forged}, 203.0.113.9`), '203.0.113.9', forged);
  }
});

test('an IPv6 caller is its /64, however the address is abbreviated; an IPv4 one is itself, mapped or not', () => {
  for (const address of ['2001:db8::1', '2001:db8::2', '2001:DB8:0:0:9:8:7:6', '2001:db8:0:0::5']) {
    assert.equal(addressOf([], address), '2001:db8:0:0', address);
  }
  assert.equal(addressOf([], '2001:db8:1:2:3:4:5:6'), '2001:db8:1:2');
  assert.equal(addressOf([], '1::2:3:4:5:6.7.8.9'), '1:0:2:3');
  assert.equal(addressOf([], 'fe80::1%eth0'), 'fe80:0:0:0');
  for (const mapped of ['::ffff:203.0.113.9', '::FFFF:203.0.113.9', '0:0:0:0:0:ffff:203.0.113.9', '::ffff:cb00:7109']) {
    assert.equal(addressOf([], mapped), '203.0.113.9', mapped);
    assert.equal(addressOf(['10.0.0.1'], '10.0.0.1', mapped), '203.0.113.9', mapped);
  }
});

test('a trusted proxy is known in every spelling of its address', () => {
  for (const peer of ['10.1.2.3', '::ffff:10.1.2.3', '::ffff:a01:203']) {
    assert.equal(addressOf(['10.0.0.0/8'], peer, '203.0.113.9'), '203.0.113.9', peer);
  }
  assert.equal(addressOf(['::ffff:10.0.0.0/104'], '10.1.2.3', '203.0.113.9'), '203.0.113.9');
  assert.equal(addressOf(['fd00::/8'], 'fd00:0:0:0:0:0:0:1', '203.0.113.9'), '203.0.113.9');
});

test('only development’s loopback without a forwarding header is spared the budgets', () => {
  const read = createCallerReader({ development: true, trustedProxies: [] });
  const isExempt = (peer: string, headers = {}): boolean => read(from(peer, headers)).exemptFromAddressLimits;
  assert.equal(isExempt('127.0.0.1'), true);
  assert.equal(isExempt('::1'), true);
  assert.equal(isExempt('::ffff:127.0.0.1'), true);
  for (const header of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-forwarded-host', 'x-forwarded-proto', 'via']) {
    assert.equal(isExempt('127.0.0.1', { [header]: '127.0.0.1' }), false, header);
    assert.equal(isExempt('127.0.0.1', { [header]: '' }), false, header);
  }
  assert.equal(isExempt('203.0.113.9'), false);
  const production = createCallerReader({ development: false, trustedProxies: [] });
  assert.equal(production(from('127.0.0.1')).exemptFromAddressLimits, false);
});

test('what came through a proxy on this machine is not loopback’s own, trusted or not', () => {
  const read = createCallerReader({ development: true, trustedProxies: ['127.0.0.1'] });
  const caller = read(from('127.0.0.1', { 'x-forwarded-for': '127.0.0.1' }));
  assert.deepEqual([caller.address, caller.exemptFromAddressLimits], ['127.0.0.1', false]);
});

test('Forwarded and X-Real-IP tell no address, not even from a trusted proxy: two headers could contradict each other', () => {
  const read = createCallerReader({ development: false, trustedProxies: ['127.0.0.1'] });
  for (const headers of [{ forwarded: 'for=198.51.100.1' }, { 'x-real-ip': '198.51.100.1' }] as const) {
    assert.equal(read(from('127.0.0.1', headers)).address, '127.0.0.1');
    assert.equal(read(from('127.0.0.1', { ...headers, 'x-forwarded-for': '203.0.113.9' })).address, '203.0.113.9');
  }
});

test('hops may carry ports; what is no address ends the search at the last one known', () => {
  const trusted = ['127.0.0.1', '10.0.0.0/8'];
  assert.equal(addressOf(trusted, '127.0.0.1', '203.0.113.9:5678'), '203.0.113.9');
  assert.equal(addressOf(trusted, '127.0.0.1', '[2001:db8::1]:443'), '2001:db8:0:0');
  for (const nothing of [
    'garbage',
    '',
    ' ',
    'unknown',
    '_hidden',
    '256.1.1.1',
    '0x7f.1',
    '2130706433',
    '1.2.3',
    '[::1',
    '::1]',
  ]) {
    assert.equal(addressOf(trusted, '127.0.0.1', `6.6.6.6, ${nothing}`), '127.0.0.1', nothing);
    assert.equal(addressOf(trusted, '127.0.0.1', `6.6.6.6,${nothing},10.0.0.7`), '10.0.0.7', nothing);
  }
});

test('lists as long as a header may be lead where short ones lead', () => {
  const trusted = ['127.0.0.1', '10.0.0.0/8'];
  assert.equal(addressOf(trusted, '127.0.0.1', `${'6.6.6.6,'.repeat(1_250)} 203.0.113.9`), '203.0.113.9');
  assert.equal(addressOf(trusted, '127.0.0.1', `6.6.6.6${', 10.0.0.7'.repeat(1_000)}`), '6.6.6.6');
  assert.equal(addressOf(trusted, '127.0.0.1', `6.6.6.6, ${'a'.repeat(10_000)}, 10.0.0.7`), '10.0.0.7');
  assert.equal(addressOf(trusted, '127.0.0.1', ','.repeat(10_000)), '127.0.0.1');
});
