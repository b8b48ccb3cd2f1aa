import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reachOf } from './addresses.ts';
import { findUrlProblem } from './webhook-url.ts';

const reaches: Record<ReturnType<typeof reachOf>, readonly string[]> = {
  public: [
    '93.184.216.34',
    '1.1.1.1',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '2606:4700::1111',
    '::ffff:1.1.1.1',
    '64:ff9b::1.1.1.1',
  ],
  loopback: ['127.0.0.1', '127.255.255.254', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::127.0.0.1'],
  private: [
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    'fc00::1',
    'fd12:3456::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
  ],
  never: [
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '100.100.100.200',
    '168.63.129.16',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    '0.0.0.0',
    '::',
    '::127.0.0.1',
    '224.0.0.1',
    '239.255.255.250',
    'ff02::1',
    '255.255.255.255',
    '192.0.0.192',
    '198.18.0.1',
    '203.0.113.7',
    '2001:db8::1',
    '2001::1',
    '2002:7f00:1::1',
    '64:ff9b:1::10.0.0.1',
    'not an address',
  ],
};

for (const [reach, addresses] of Object.entries(reaches)) {
  test(`webhooks: addresses that lead ${reach} are known, however they are carried`, () => {
    for (const address of addresses) assert.equal(reachOf(address), reach, address);
  });
}

const strict = { allowLoopback: false, allowPrivate: false, httpsOnly: true };

test('webhooks: a URL that names an address is judged by it in every spelling', () => {
  for (const host of [
    '127.0.0.1',
    '0x7f.1',
    '2130706433',
    '0177.0.0.1',
    '127.1',
    '127.0.0.1.',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '１２７.0.0.1',
    '169.254.169.254',
    '[fd00::1]',
    '10.1',
    '[64:ff9b::7f00:1]',
  ]) {
    assert.equal(findUrlProblem(`https://${host}/hook`, strict), 'address-refused', host);
  }
  assert.equal(findUrlProblem('https://93.184.216.34/hook', strict), undefined);
});

test('webhooks: a URL is http or https, without credentials; https alone where that is asked', () => {
  assert.equal(findUrlProblem('example.com/hook', strict), 'malformed');
  assert.equal(findUrlProblem('https://', strict), 'malformed');
  assert.equal(findUrlProblem('file:///etc/passwd', strict), 'not-http');
  assert.equal(findUrlProblem('gopher://example.com/', strict), 'not-http');
  assert.equal(findUrlProblem('https://user@example.com/', strict), 'has-credentials');
  assert.equal(findUrlProblem('https://:secret@example.com/', strict), 'has-credentials');
  assert.equal(findUrlProblem('http://example.com/', strict), 'not-https');
  assert.equal(findUrlProblem('http://example.com/', { ...strict, httpsOnly: false }), undefined);
  assert.equal(findUrlProblem('https://example.com/', strict), undefined);
});

test('webhooks: what is allowed opens this machine, or this network too, and never a metadata service', () => {
  const local = { ...strict, allowLoopback: true };
  const open = { ...strict, allowPrivate: true };
  const problems = (address: string) => [local, open].map((allowed) => findUrlProblem(`https://${address}/`, allowed));
  assert.deepEqual(problems('127.0.0.1'), [undefined, undefined]);
  assert.deepEqual(problems('10.0.0.1'), ['address-refused', undefined]);
  assert.deepEqual(problems('169.254.169.254'), ['address-refused', 'address-refused']);
  assert.deepEqual(problems('100.100.100.200'), ['address-refused', 'address-refused']);
});
