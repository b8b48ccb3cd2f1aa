import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import type { SmsReason } from '../src/providers/sms/failure.ts';
import { loopbackTls } from './doubles/loopback-tls.ts';
import { aliyunAccount, aliyunEnvironment, aliyunRefusal, startAliyun } from './doubles/sms/aliyun.ts';
import type { Double, DoubleAnswer, Misbehaviour } from './doubles/sms/double.ts';
import { httpAccount, httpEnvironment, startHttp } from './doubles/sms/http.ts';
import {
  startTencent,
  tencentAccount,
  tencentEnvironment,
  tencentError,
  tencentRefusal,
} from './doubles/sms/tencent.ts';
import { findFreePort } from './support/free-port.ts';
import { runPortico, temporaryDataDir } from './support/process.ts';
import { aCode, failureOf, openTestSms } from './support/sms.ts';

interface Vendor {
  start(options?: { now?: () => number }): Promise<Double>;
  settings(url: string): Record<string, string>;
  secret: string;
  /** The variable that holds the secret. */
  secretVariable: string;
  /** The code of a vendor that holds our time for wrong. */
  clockCode: string;
  /** Its codes, each with what it means, and the answer that tells it. */
  answers: Record<string, [SmsReason, DoubleAnswer]>;
}

const httpSays = (words: string, status = 200): DoubleAnswer => ({ status, body: { result: { code: 7, words } } });

const aliyunReasons: Record<string, SmsReason> = {
  'isv.BUSINESS_LIMIT_CONTROL': 'throttled',
  'isv.DAY_LIMIT_CONTROL': 'throttled',
  Throttling: 'throttled',
  'Throttling.User': 'throttled',
  'isv.AMOUNT_NOT_ENOUGH': 'out_of_credit',
  'isv.OUT_OF_SERVICE': 'out_of_credit',
  'isv.MOBILE_NUMBER_ILLEGAL': 'rejected',
  'isv.BLACK_KEY_CONTROL_LIMIT': 'rejected',
  'isv.DOMESTIC_NUMBER_NOT_SUPPORTED': 'rejected',
  'isv.SOMETHING_NEW': 'rejected',
  SignatureDoesNotMatch: 'misconfigured',
  'InvalidAccessKeyId.NotFound': 'misconfigured',
  'InvalidAccessKeyId.Inactive': 'misconfigured',
  'Forbidden.RAM': 'misconfigured',
  'isp.RAM_PERMISSION_DENY': 'misconfigured',
  'isv.SMS_TEMPLATE_ILLEGAL': 'misconfigured',
  'isv.SMS_SIGNATURE_ILLEGAL': 'misconfigured',
  'isv.TEMPLATE_MISSING_PARAMETERS': 'misconfigured',
  ServiceUnavailable: 'unavailable',
  InternalError: 'unavailable',
  'isp.SYSTEM_ERROR': 'unavailable',
};

const tencentReasons: Record<string, SmsReason> = {
  RequestLimitExceeded: 'throttled',
  'RequestLimitExceeded.UinLimitExceeded': 'throttled',
  'LimitExceeded.AppDailyLimit': 'throttled',
  'FailedOperation.InsufficientBalanceInSmsPackage': 'out_of_credit',
  'UnauthorizedOperation.ServiceSuspendDueToArrears': 'out_of_credit',
  'AuthFailure.SignatureFailure': 'misconfigured',
  'AuthFailure.SecretIdNotFound': 'misconfigured',
  'AuthFailure.UnauthorizedOperation': 'misconfigured',
  'UnauthorizedOperation.SmsSdkAppIdVerifyFail': 'misconfigured',
  'InvalidParameterValue.SdkAppIdNotExist': 'misconfigured',
  'UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber': 'rejected',
  'FailedOperation.SomethingNew': 'rejected',
  'InternalError.Timeout': 'unavailable',
  InternalError: 'unavailable',
  ServiceUnavailable: 'unavailable',
};

const tencentReasonsOfNumbers: Record<string, SmsReason> = {
  'LimitExceeded.PhoneNumberDailyLimit': 'throttled',
  'LimitExceeded.PhoneNumberThirtySecondLimit': 'throttled',
  'LimitExceeded.DeliveryFrequencyLimit': 'throttled',
  'InvalidParameterValue.IncorrectPhoneNumber': 'rejected',
  'FailedOperation.PhoneNumberInBlacklist': 'rejected',
  'UnsupportedOperation.UnsuportedRegion': 'rejected',
  'FailedOperation.SignatureIncorrectOrUnapproved': 'misconfigured',
  'FailedOperation.TemplateIncorrectOrUnapproved': 'misconfigured',
};

const each = (reasons: Record<string, SmsReason>, answerFor: (code: string) => DoubleAnswer): Vendor['answers'] =>
  Object.fromEntries(Object.entries(reasons).map(([code, reason]) => [code, [reason, answerFor(code)]]));

const vendors: Record<string, Vendor> = {
  aliyun: {
    start: startAliyun,
    settings: aliyunEnvironment,
    secret: aliyunAccount.accessKeySecret,
    secretVariable: 'PORTICO_SMS_ALIYUN_ACCESS_KEY_SECRET',
    clockCode: 'InvalidTimeStamp.Expired',
    answers: each(aliyunReasons, (code) => aliyunRefusal(code, code.startsWith('is') ? 200 : 400)),
  },
  tencent: {
    start: startTencent,
    settings: tencentEnvironment,
    secret: tencentAccount.secretKey,
    secretVariable: 'PORTICO_SMS_TENCENT_SECRET_KEY',
    clockCode: 'AuthFailure.SignatureExpire',
    answers: {
      ...each(tencentReasons, tencentError),
      ...each(tencentReasonsOfNumbers, (code) => tencentRefusal(aCode.to, code)),
    },
  },
  http: {
    start: startHttp,
    settings: httpEnvironment,
    secret: httpAccount.token,
    secretVariable: 'PORTICO_SMS_HTTP_SECRET',
    clockCode: '1',
    answers: {
      'a phrase of throttling': ['throttled', httpSays('发送太频繁')],
      'a phrase of no credit': ['out_of_credit', httpSays('余额不足')],
      'a phrase of a bad number': ['rejected', httpSays('bad number')],
      'a phrase of a bad token': ['misconfigured', httpSays('bad token')],
      'a code that nobody documented': ['rejected', httpSays('whatever')],
      'status 429': ['throttled', httpSays('whatever', 429)],
      'status 402': ['out_of_credit', httpSays('whatever', 402)],
      'status 401': ['misconfigured', httpSays('whatever', 401)],
      'status 302': ['misconfigured', httpSays('whatever', 302)],
      'status 400': ['rejected', httpSays('whatever', 400)],
    },
  },
};

async function open(context: TestContext, name: string, more: Record<string, string> = {}) {
  const vendor = vendors[name] ?? assert.fail(name);
  const double = await vendor.start();
  context.after(() => double.close());
  const environment = { PORTICO_SMS: name, ...vendor.settings(double.url), ...more };
  return { double, vendor, ...openTestSms(environment) };
}

for (const name of Object.keys(vendors)) {
  test(`sms ${name}: a code goes out once, and the receipt has Aliyun’s four texts`, async (context) => {
    const { double, sms, lines } = await open(context, name);
    const receipt = await sms.sendCode(aCode);
    assert.deepEqual(Object.keys(receipt), ['Message', 'RequestId', 'Code', 'BizId']);
    assert.ok(Object.values(receipt).every((text) => typeof text === 'string' && text !== ''));
    assert.equal(receipt.Code, 'OK');
    assert.equal(double.requests.length, 1);
    const { url, body } = double.requests[0] ?? assert.fail();
    assert.ok(`${decodeURIComponent(url)}${body}`.includes(aCode.code));
    assert.deepEqual(lines, []);
  });

  test(`sms ${name}: numbers of other countries go out too`, async (context) => {
    const { double, sms } = await open(context, name);
    assert.equal((await sms.sendCode({ ...aCode, to: '+14155550100', language: 'en' })).Code, 'OK');
    const { url, body } = double.requests[0] ?? assert.fail();
    assert.ok(`${url}${body}`.includes('14155550100'));
  });

  test(`sms ${name}: each documented refusal is one of the closed list, logged once without code or number`, async (context) => {
    const { answers } = vendors[name] ?? assert.fail();
    for (const [code, [reason, answer]] of Object.entries(answers)) {
      const { double, sms, lines } = await open(context, name);
      double.always = { kind: 'answer', answer };
      assert.equal((await failureOf(sms.sendCode(aCode))).code, `sms.${reason}`, code);
      assert.equal(lines.length, 1, code);
      const [line = assert.fail()] = lines;
      assert.equal(line.vendor, name);
      assert.equal(line.reason, reason);
      assert.equal(line.to, '+86138****8000');
      if (name !== 'http') assert.equal(line.vendorCode, code);
      if (name !== 'http') assert.match(String(line.vendorRequestId), /^[\dA-Fa-f-]{36}$/);
      assert.equal(line.level, reason === 'misconfigured' ? 'error' : 'warn', code);
      assert.equal(typeof line.correct === 'string', reason === 'misconfigured' || 'correct' in line, code);
      assert.doesNotMatch(JSON.stringify(lines), /918273|13800138000/, code);
    }
  });

  test(`sms ${name}: what is surely not sent is said so, and what may be too`, async (context) => {
    const { double, sms } = await open(context, name);
    const mayBeSent: Array<Double['next'][number]> = [
      { kind: 'garbage' },
      { kind: 'garbage', body: '' },
      { kind: 'garbage', status: 500, body: '' },
      { kind: 'garbage', status: 502, body: '<html>Bad Gateway</html>' },
      { kind: 'reset' },
      { kind: 'break off' },
    ];
    for (const [index, misbehaviour] of mayBeSent.entries()) {
      // Another one each time: after five failures in a row the breaker would answer.
      const { sms: fresh } = openTestSms({ PORTICO_SMS: name, ...vendors[name]?.settings(double.url) });
      double.next = [misbehaviour];
      const failure = await failureOf(fresh.sendCode(aCode));
      const about = JSON.stringify(misbehaviour);
      assert.deepEqual([failure.code, failure.params.mayHaveBeenSent], ['sms.unavailable', true], about);
      assert.equal(double.requests.length, index + 1, `${about}: asked once`);
    }
    await double.close();
    const refused = await failureOf(sms.sendCode(aCode));
    assert.deepEqual([refused.code, refused.params.mayHaveBeenSent], ['sms.unavailable', undefined]);
  });

  test(`sms ${name}: a wrong clock is told in words, with how wrong it is`, async (context) => {
    const { start, settings, clockCode } = vendors[name] ?? assert.fail();
    const double = await start({ now: () => Date.now() + 3_600_000 });
    context.after(() => double.close());
    const { sms, lines } = openTestSms({ PORTICO_SMS: name, ...settings(double.url) });
    assert.equal((await failureOf(sms.sendCode(aCode))).code, 'sms.misconfigured');
    assert.equal(lines[0]?.vendorCode, clockCode);
    assert.match(String(lines[0]?.correct), /clock of this machine is wrong \(3[56]\d\d s behind/);
  });

  test(`sms ${name}: a wrong secret is refused as such, and no secret is in what is logged or observed`, async (context) => {
    const { vendor, sms, lines, exchanges } = await open(context, name);
    await sms.sendCode(aCode);
    const wrong = await open(context, name, { [vendor.secretVariable]: 'another-secret-that-is-wrong' });
    assert.equal((await failureOf(wrong.sms.sendCode(aCode))).code, 'sms.misconfigured');
    assert.equal(exchanges.length + wrong.exchanges.length, 2);
    const told = JSON.stringify([lines, exchanges, wrong.lines, wrong.exchanges]);
    assert.ok(!told.includes(vendor.secret));
    assert.ok(!told.includes('another-secret-that-is-wrong'));
  });
}

test('sms: a vendor that hangs is given up, its socket is destroyed, and nobody else is asked', async (context) => {
  const second = await startTencent();
  context.after(() => second.close());
  const outcomes = Object.keys(vendors).map(async (name) => {
    const { double, vendor } = await open(context, name);
    const order = name === 'tencent' ? name : `${name},tencent`;
    const both = { ...tencentEnvironment(second.url), ...vendor.settings(double.url), PORTICO_SMS: order };
    const { sms, lines } = openTestSms(both);
    double.always = { kind: 'hang' };
    const failure = await failureOf(sms.sendCode(aCode));
    assert.deepEqual([failure.code, failure.params.mayHaveBeenSent], ['sms.unavailable', true], name);
    assert.equal(lines.length, 1);
    await double.emptied();
    assert.equal(double.requests.length, 1);
  });
  await Promise.all(outcomes);
  assert.equal(second.requests.length, 0);
});

test('sms: never two codes: where the first vendor took the request and said nothing sensible, the second is not asked', async (context) => {
  const first = await startAliyun();
  const second = await startTencent();
  context.after(() => Promise.all([first.close(), second.close()]));
  const environment = {
    ...aliyunEnvironment(first.url),
    ...tencentEnvironment(second.url),
    PORTICO_SMS: 'aliyun,tencent',
  };
  const silent: Misbehaviour[] = [{ kind: 'reset' }, { kind: 'break off' }, { kind: 'garbage', status: 502 }];
  for (const misbehaviour of silent) {
    first.next = [misbehaviour];
    const failure = await failureOf(openTestSms(environment).sms.sendCode(aCode));
    assert.equal(failure.params.mayHaveBeenSent, true);
  }
  assert.deepEqual([first.requests.length, second.requests.length], [silent.length, 0]);
  first.next = [{ kind: 'answer', answer: aliyunRefusal('isv.AMOUNT_NOT_ENOUGH') }];
  assert.match((await openTestSms(environment).sms.sendCode(aCode)).BizId, /^2028:/);
});

test('sms: where the first vendor refuses connections, or its name is unknown, the second one sends', async (context) => {
  // Nobody is given it by chance meanwhile, the second vendor neither.
  const closed = `127.0.0.1:${await findFreePort()}`;
  for (const endpoint of [`http://${closed}`, 'https://sms.invalid', `https://${closed}`]) {
    const second = await startTencent();
    context.after(() => second.close());
    const environment = {
      ...aliyunEnvironment(endpoint),
      ...tencentEnvironment(second.url),
      PORTICO_SMS: 'aliyun,tencent',
    };
    const { sms, lines, exchanges } = openTestSms(environment);
    assert.match((await sms.sendCode(aCode)).BizId, /^2028:/);
    assert.deepEqual(
      exchanges.map(({ vendor }) => vendor),
      ['aliyun', 'aliyun', 'tencent'],
    );
    assert.deepEqual(
      lines.map(({ vendor, reason }) => `${vendor} ${reason}`),
      ['aliyun unavailable'],
    );
  }
});

test('sms: where TLS fails the message surely was not sent, and the second vendor sends', async (context) => {
  // It speaks HTTP where TLS is expected.
  const plain = await startAliyun();
  const second = await startTencent();
  context.after(() => Promise.all([plain.close(), second.close()]));
  const { sms } = openTestSms({
    ...aliyunEnvironment(plain.url.replace('http:', 'https:')),
    ...tencentEnvironment(second.url),
    PORTICO_SMS: 'aliyun,tencent',
  });
  assert.match((await sms.sendCode(aCode)).BizId, /^2028:/);
  assert.equal(plain.requests.length, 0);
});

test('sms: the template and the sign name are those of the purpose and the language, the most specific first', async (context) => {
  const { double, sms } = await open(context, 'aliyun', {
    PORTICO_SMS_ALIYUN_TEMPLATE_SIGN_IN_EN: 'T1',
    PORTICO_SMS_ALIYUN_TEMPLATE_SIGN_IN: 'T2',
    PORTICO_SMS_ALIYUN_TEMPLATE_EN: 'T3',
    PORTICO_SMS_ALIYUN_TEMPLATE: 'T4',
    PORTICO_SMS_ALIYUN_SIGN_NAME_REGISTER: 'S1',
    PORTICO_SMS_ALIYUN_TEMPLATE_PARAM: 'number',
  });
  const messages = [
    ['sign-in', 'en'],
    ['sign-in', 'zh'],
    ['register', 'en'],
    ['register', 'zh'],
  ] as const;
  for (const [purpose, language] of messages) await failureOf(sms.sendCode({ ...aCode, purpose, language }));
  const asked = double.requests.map(({ url }) => new URL(url, double.url).searchParams);
  assert.deepEqual(
    asked.map((query) => query.get('TemplateCode')),
    ['T1', 'T2', 'T3', 'T4'],
  );
  assert.deepEqual(
    asked.map((query) => query.get('SignName')),
    ['门廊', '门廊', 'S1', 'S1'],
  );
  assert.equal(asked[0]?.get('TemplateParam'), '{"number":"918273"}');
});

test('sms: numbers that are not of the mainland have templates of their own, before those of the mainland', async (context) => {
  const { double, sms } = await open(context, 'aliyun', {
    PORTICO_SMS_ALIYUN_TEMPLATE_SIGN_IN: 'T1',
    PORTICO_SMS_ALIYUN_TEMPLATE_ABROAD: 'T2',
    PORTICO_SMS_ALIYUN_TEMPLATE_ABROAD_SIGN_IN_EN: 'T3',
    PORTICO_SMS_ALIYUN_SIGN_NAME: 'S1',
  });
  const messages = [
    ['+8613800138000', 'en'],
    ['+85261234567', 'zh'],
    ['+14155550100', 'en'],
  ] as const;
  for (const [to, language] of messages) await failureOf(sms.sendCode({ ...aCode, purpose: 'sign-in', to, language }));
  const asked = double.requests.map(({ url }) => new URL(url, double.url).searchParams);
  assert.deepEqual(
    asked.map((query) => [query.get('TemplateCode'), query.get('SignName')]),
    [
      ['T1', 'S1'],
      ['T2', 'S1'],
      ['T3', 'S1'],
    ],
  );
});

test('sms: a breaker opens after five failures in a row and is told in the log; then the answer is there at once', async (context) => {
  const { double, sms, lines } = await open(context, 'aliyun');
  double.always = { kind: 'garbage' };
  for (let count = 0; count < 5; count += 1) await failureOf(sms.sendCode(aCode));
  assert.deepEqual(
    lines.filter(({ reason }) => reason === undefined),
    [{ level: 'warn', words: 'sms vendor fails: it is not asked for 30 s', vendor: 'aliyun' }],
  );
  const failure = await failureOf(sms.sendCode(aCode));
  assert.deepEqual([failure.code, failure.params.mayHaveBeenSent], ['sms.unavailable', undefined]);
  assert.equal(double.requests.length, 5);
});

test('sms: what a vendor repeats of a message does not come into the log', async (context) => {
  const { double, sms, lines } = await open(context, 'aliyun');
  double.always = { kind: 'answer', answer: aliyunRefusal(`isv.NEW ${aCode.code}`) };
  await failureOf(sms.sendCode(aCode));
  assert.equal(lines[0]?.vendorCode, 'isv.NEW ******');
  assert.doesNotMatch(JSON.stringify(lines), /918273/);
  const failure = await failureOf(sms.sendCode(aCode));
  assert.doesNotMatch(inspect(failure, { depth: 9 }), /918273/, 'the door logs the cause');
});

test('sms http: the secret is masked wherever it is put, in each spelling, and so is what a header holds', async (context) => {
  const secret = 'p&ss "word" <1>';
  const { double, sms, exchanges, lines } = await open(context, 'http', {
    PORTICO_SMS_HTTP_SECRET: secret,
    PORTICO_SMS_HTTP_HEADERS: '{"x-key": "key-of-the-header", "x-secret": "{secret}"}',
  });
  double.always = { kind: 'answer', answer: { status: 200, body: { said: secret, result: { code: 0 } } } };
  await sms.sendCode(aCode);
  const inAddress = openTestSms({
    PORTICO_SMS: 'http',
    PORTICO_SMS_HTTP_URL: `${double.url}/?key={secret}`,
    PORTICO_SMS_HTTP_CONTENT_TYPE: 'application/x-www-form-urlencoded',
    PORTICO_SMS_HTTP_BODY: 'key={secret}&to={to}&code={code}',
    PORTICO_SMS_HTTP_SECRET: secret,
  });
  await inAddress.sms.sendCode(aCode);
  assert.equal(double.requests[0]?.headers['x-secret'], secret);
  assert.equal(new URLSearchParams(double.requests[1]?.body).get('key'), secret);
  assert.equal(new URLSearchParams(double.requests[1]?.body).get('to'), aCode.to);
  const told = JSON.stringify([exchanges, inAddress.exchanges, lines]);
  assert.equal(told.match(/\*{8}/g)?.length, 6);
  assert.doesNotMatch(told, /p&ss|p%26ss|key-of-the-header/);
});

test('sms: TLS is the vendor’s own or nothing is sent, and surely not', async (context) => {
  const double = await startAliyun({ isSecure: true });
  context.after(() => double.close());
  const environment = { ...aliyunEnvironment(double.url), PORTICO_SMS: 'aliyun' };
  const { sms, lines } = openTestSms(environment);
  const failure = await failureOf(sms.sendCode(aCode));
  assert.deepEqual([failure.code, failure.params.mayHaveBeenSent], ['sms.unavailable', undefined]);
  assert.match(String(lines[0]?.why), /SELF_SIGNED/);
  assert.equal(double.requests.length, 0);

  const dataDir = temporaryDataDir(context);
  const certificate = join(dirname(dataDir), 'ca.pem');
  writeFileSync(certificate, loopbackTls.cert);
  const trusting = {
    ...environment,
    NODE_EXTRA_CA_CERTS: certificate,
    PORTICO_DATA_DIR: dataDir,
    PORTICO_OUTBOUND: 'none',
  };
  const sent = await runPortico(['provider', 'test', 'sms', '--to', '13800138000'], trusting);
  assert.equal(sent.status, 0, sent.stderr);
  assert.equal(double.requests.length, 1);
});

test('sms http: a 2xx that is neither the success nor a failure that is named may have sent: nobody else is asked', async (context) => {
  const { double, sms } = await open(context, 'http');
  double.always = { kind: 'answer', answer: httpSays('whatever') };
  const failure = await failureOf(sms.sendCode(aCode));
  assert.deepEqual([failure.code, failure.params.mayHaveBeenSent], ['sms.rejected', true]);
  double.always = { kind: 'answer', answer: httpSays('bad number') };
  assert.equal((await failureOf(sms.sendCode(aCode))).params.mayHaveBeenSent, undefined);
});

test('sms http: a secret that the vendor gives back, however it writes it, is in no receipt, log or exchange', async (context) => {
  const secret = 'p+ss/ä"\\ <1>~*';
  const escaped = JSON.stringify(secret).slice(1, -1);
  const { double, sms, exchanges, lines } = await open(context, 'http', {
    PORTICO_SMS_HTTP_SECRET: secret,
    PORTICO_SMS_HTTP_HEADERS: '{}',
    PORTICO_SMS_HTTP_REQUEST_ID_POINTER: '/id',
    PORTICO_SMS_HTTP_CODE_POINTER: '/id',
  });
  const said = [
    secret,
    escaped.replaceAll('/', '\\/'),
    escaped.replace('ä', '\\u00e4'),
    encodeURIComponent(secret),
    encodeURIComponent(secret).toLowerCase(),
    new URLSearchParams({ x: secret }).toString().slice(2),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('hex'),
  ];
  for (const code of [0, 7]) {
    double.next = [{ kind: 'answer', answer: { status: 200, body: { id: secret, said, result: { code } } } }];
    const receipt = await sms.sendCode(aCode).catch((error: Error) => error);
    const told = inspect([receipt, exchanges, lines], { depth: 9, maxStringLength: null });
    for (const each of said) assert.ok(!told.includes(each) && !JSON.stringify(told).includes(each), each);
  }
});
