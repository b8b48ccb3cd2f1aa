import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskSecrets } from './exchange.ts';

const secret = 'p+q/ä"\\ <&>~*\'=😀x';
const json = (text: string): string => JSON.stringify(text).slice(1, -1);

test('masking: a secret is found however addresses, forms, JSON, XML and encoders write it', () => {
  const percent = encodeURIComponent(secret);
  const basic = (user: string): string => Buffer.from(`${user}:${secret}`).toString('base64');
  const spellings = [
    secret,
    json(secret),
    json(json(secret)),
    json(json(json(secret))).replaceAll('/', '\\/'),
    json(secret).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    percent,
    percent.replaceAll('%2F', '/'),
    percent.replaceAll('~', '%7E').replaceAll('*', '%2A').replaceAll('%20', '+').toLowerCase(),
    new URLSearchParams({ secret }).toString().slice('secret='.length),
    encodeURI(secret),
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll("'", '&#x27;'),
    Buffer.from(secret).toString('hex').toUpperCase(),
  ];
  for (const each of spellings) assert.equal(maskSecrets(`a${each}b`, [secret]), 'a********b', each);
  for (const each of [basic('me'), basic('you'), basic('them')]) {
    const shown = maskSecrets(each, [secret]);
    assert.ok(shown.includes('********') && shown.length < each.length - secret.length, shown);
  }
  assert.ok(!maskSecrets(Buffer.from(secret).toString('base64url'), [secret]).includes('cCtx'));
});

test('masking: what is no secret stays, and half a sign is no fault', () => {
  assert.equal(maskSecrets('p q', ['', 'secret']), 'p q');
  assert.equal(maskSecrets('x\ud83dy', ['\ud83d']), 'x********y');
});

test('masking: a hostile answer is read in a time that goes with its length', () => {
  const length = 64 * 1024;
  const before = process.cpuUsage();
  maskSecrets('\\'.repeat(length), ['\\\\\\x', 'a\\b']);
  maskSecrets('&#0'.padEnd(length, '0'), ['<<']);
  // It takes two seconds; the square of the length would take minutes.
  assert.ok(process.cpuUsage(before).user < 10_000_000);
});
