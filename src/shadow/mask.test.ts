import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findRequestSecrets, maskText, maskValue } from './mask.ts';

test('what is secret by its name is not shown, whatever it is; that it is empty, or null, is', () => {
  for (const name of [
    'password',
    'passwd',
    'data.access_token',
    'list[].wsKey',
    'ptPin',
    'data.Code',
    'captcha_code',
  ]) {
    assert.equal(maskValue(name, 'anything', []), '*** (text)', name);
  }
  assert.equal(maskValue('data.code', 135790, []), '*** (number)');
  assert.equal(maskValue('data.password', '', []), '""');
  assert.equal(maskValue('data.token', null, []), 'null');
});

test('the code of an envelope is shown, one that was sent to somebody is not', () => {
  for (const code of [0, 10004, 4403, 511]) assert.equal(maskValue('code', code, []), String(code));
  assert.equal(maskValue('code', 135790, []), '*** (number)');
  assert.equal(maskValue('code', '10004', []), '*** (text)');
  assert.equal(maskText('your code is 135790.'), 'your code is ***.');
});

test('e-mails and phone numbers are shown in part, wherever they are', () => {
  assert.equal(maskText('to lee.x@example.com'), 'to l***@example.com');
  assert.equal(maskText('call 13800138000 or +8613800138000'), 'call 138****8000 or +861****8000');
  assert.equal(maskValue('phone', 13800138000, []), '138****8000');
});

test('what looks like a token is not shown, ordinary words are', () => {
  assert.equal(maskText('x lRnCFDxpK6PhpT44YaaLMwHmvI97GCIQvxazlNSQC4XxjDBCAV y'), 'x *** y');
  assert.equal(maskText('Bearer eyJhbGciOiJI.eyJhY2NvdW50.P7GyhWTyUw_TavbP6vW'), 'Bearer ***');
  assert.equal(maskText('2019-05-22 18:20:45'), '2019-05-22 18:20:45');
  assert.equal(
    maskText('标题 and an extraordinarily-long-hyphenated-word'),
    '标题 and an extraordinarily-long-hyphenated-word',
  );
});

test('of what is missing in whole the names are shown, and long texts are cut', () => {
  assert.equal(maskValue('data', { id: 1, password: 'x', nickname: 'y' }, []), '{id, password, nickname}');
  assert.equal(maskValue('data.list', [{ id: 1, token: 'x' }], []), '[{id, token}, 1 in all]');
  assert.equal(maskValue('data.list', [], []), '[0 in all]');
  assert.equal(maskValue('content', '字'.repeat(200), []).length, 81);
});

test('what a request carried under a secret name is not shown where an answer repeats it', () => {
  const secrets = findRequestSecrets(
    { authorization: 'Token short-token', cookie: 'sid=cookie-1; lang=zh', 'content-type': 'application/json' },
    { password: 'p@ss w0rd', account: 'lee' },
    '/api/x?secret=in-query&page=2',
  );
  const text = 'short-token cookie-1 p@ss w0rd in-query lee application/json';
  assert.equal(maskText(text, secrets), '*** *** *** *** lee application/json');
});

test('a text of any length is masked, by steps that grow with it and not with its square, and no secret is cut in two', () => {
  for (const text of ['x', '1', 'a.', 'a@', '-']) maskText(text.repeat(1_000_000), ['in-query']);
  for (const length of [60, 70, 79, 390, 399, 3_990]) {
    const shown = maskText(`${'字 '.repeat(length / 2)}my-secret-of-some-length`, ['my-secret-of-some-length']);
    assert.doesNotMatch(shown, /my-s/, String(length));
  }
});
