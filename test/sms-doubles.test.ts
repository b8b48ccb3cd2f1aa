import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signAcs3, writeQuery } from '../src/providers/sms/aliyun-signature.ts';
import { aliyunAccount, signAsDocumented, startAliyun } from './doubles/sms/aliyun.ts';
import { signTencentAsDocumented, startTencent } from './doubles/sms/tencent.ts';
import { call } from './support/portico.ts';
import { sendRaw } from './support/raw-http.ts';

const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

test('the double of aliyun computes the published example of signature V3', () => {
  const headers = {
    host: 'ecs.cn-shanghai.aliyuncs.com',
    'x-acs-action': 'RunInstances',
    'x-acs-version': '2014-05-26',
    'x-acs-date': '2023-10-26T10:22:32Z',
    'x-acs-signature-nonce': '3156853299f313e23d1673dc12e1703d',
    'x-acs-content-sha256': emptyHash,
  };
  const url = '/?RegionId=cn-shanghai&ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd';
  assert.equal(
    signAsDocumented({ method: 'POST', url, body: '', headers, names: Object.keys(headers) }, 'YourAccessKeySecret'),
    '06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
  );
});

test('the double of tencent computes the published example of signature v3', () => {
  const request = {
    service: 'cvm',
    timestamp: '1551113065',
    date: '2019-02-25',
    body: '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}',
    headers: { 'content-type': 'application/json; charset=utf-8', host: 'cvm.tencentcloudapi.com' },
    names: ['content-type', 'host'],
  };
  assert.equal(
    signTencentAsDocumented(request, 'Gu5t9xGARNpq86cd98joQYCN3*******'),
    '2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c',
  );
});

type Change = (request: { path: string; query: Record<string, string>; headers: Record<string, string> }) => void;

/** Asks the double of aliyun as is right but for one change, made before the signature or after it. */
async function askAliyun(url: string, change: Change, when: 'before' | 'after' = 'before') {
  const request = {
    path: '/',
    query: {
      PhoneNumbers: '13800138000',
      SignName: aliyunAccount.signName,
      TemplateCode: 'SMS_154950909',
      TemplateParam: '{"code":"123456"}',
    } as Record<string, string>,
    headers: {
      host: new URL(url).host,
      'x-acs-action': 'SendSms',
      'x-acs-version': '2017-05-25',
      'x-acs-date': new Date().toISOString().replace(/\.\d+/, ''),
      'x-acs-signature-nonce': crypto.randomUUID(),
      'x-acs-content-sha256': emptyHash,
    } as Record<string, string>,
  };
  if (when === 'before') change(request);
  const signed = { method: 'POST', path: '/', query: writeQuery(request.query), headers: request.headers, body: '' };
  request.headers.authorization = signAcs3(signed, aliyunAccount);
  if (when === 'after') change(request);
  const head = Object.entries({ ...request.headers, 'content-length': '0' }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const target = `${request.path}?${writeQuery(request.query)}`;
  const { body } = await sendRaw(url, [`POST ${target} HTTP/1.1`, ...head, '', ''].join('\r\n'));
  return body.Code as string;
}

const set =
  (part: 'headers' | 'query', name: string, value: string): Change =>
  (request) => {
    request[part][name] = value;
  };

const refusals: Array<[string, string, Change, 'before' | 'after']> = [
  ['another host', 'InvalidProduct.NotFound', set('headers', 'host', 'evil.example.com'), 'before'],
  ['a wrong version', 'InvalidVersion', set('headers', 'x-acs-version', '2016-01-01'), 'before'],
  [
    'a timestamp of 16 minutes ago',
    'InvalidTimeStamp.Expired',
    ({ headers }) => {
      headers['x-acs-date'] = new Date(Date.now() - 16 * 60_000).toISOString().replace(/\.\d+/, '');
    },
    'before',
  ],
  ['a timestamp of another form', 'InvalidTimeStamp.Format', set('headers', 'x-acs-date', 'today'), 'before'],
  ['a changed number', 'SignatureDoesNotMatch', set('query', 'PhoneNumbers', '13900139000'), 'after'],
  ['an unsigned header', 'SignatureDoesNotMatch', set('headers', 'x-acs-more', '1'), 'after'],
  ['no signature', 'IncompleteSignature', set('headers', 'authorization', 'none'), 'after'],
  ['a missing field', 'MissingSignName', ({ query }) => void delete query.SignName, 'before'],
  ['a number that is none', 'isv.MOBILE_NUMBER_ILLEGAL', set('query', 'PhoneNumbers', '123'), 'before'],
  ['an unknown sign name', 'isv.SMS_SIGNATURE_ILLEGAL', set('query', 'SignName', 'x'), 'before'],
  ['an unknown template', 'isv.SMS_TEMPLATE_ILLEGAL', set('query', 'TemplateCode', 'x'), 'before'],
  ['a missing variable', 'isv.TEMPLATE_MISSING_PARAMETERS', set('query', 'TemplateParam', '{}'), 'before'],
  ['nothing that is wrong', 'OK', () => undefined, 'before'],
];

test('the double of aliyun refuses what Aliyun refuses, and takes a nonce once', async (context) => {
  const double = await startAliyun();
  context.after(() => double.close());
  for (const [what, code, change, when] of refusals) {
    assert.equal(await askAliyun(double.url, change, when), code, what);
  }
  const again: Change = set('headers', 'x-acs-signature-nonce', 'the same');
  assert.equal(await askAliyun(double.url, again), 'OK');
  assert.equal(await askAliyun(double.url, again), 'SignatureNonceUsed');
});

test('the double of tencent refuses another content type, version, time and signature', async (context) => {
  const double = await startTencent();
  context.after(() => double.close());
  const timestamp = String(Math.floor(Date.now() / 1000));
  const date = new Date().toISOString().slice(0, 10);
  const authorization = `TC3-HMAC-SHA256 Credential=AKID-test-key/${date}/sms/tc3_request, SignedHeaders=content-type;host, Signature=${'0'.repeat(64)}`;
  const right = {
    'content-type': 'application/json; charset=utf-8',
    'x-tc-action': 'SendSms',
    'x-tc-version': '2021-01-11',
    'x-tc-region': 'ap-guangzhou',
    'x-tc-timestamp': timestamp,
    authorization,
  };
  const refuses = async (headers: Record<string, string>, code: string): Promise<void> => {
    const { body } = await call(double.url, 'POST', '{}', { ...right, ...headers });
    assert.equal(body.Response.Error.Code, code);
  };
  await refuses({ 'content-type': 'text/plain' }, 'UnsupportedProtocol');
  await refuses({ 'x-tc-version': '2019-07-11' }, 'NoSuchVersion');
  await refuses({ 'x-tc-timestamp': String(Number(timestamp) - 301) }, 'AuthFailure.SignatureExpire');
  await refuses(
    { authorization: authorization.replace('AKID-test-key', 'AKID-other') },
    'AuthFailure.SecretIdNotFound',
  );
  await refuses({}, 'AuthFailure.SignatureFailure');
});
