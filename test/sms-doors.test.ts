import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { aliyunAccount, aliyunEnvironment, aliyunRefusal, startAliyun } from './doubles/sms/aliyun.ts';
import type { Misbehaviour } from './doubles/sms/double.ts';
import { startTencent, tencentEnvironment } from './doubles/sms/tencent.ts';
import { assertDesktopFailure } from './support/desktop.ts';
import { findFreePort } from './support/free-port.ts';
import { assertCode, newPhone } from './support/mobile.ts';
import { call, startPortico } from './support/portico.ts';
import { runPortico, servePortico, temporaryDataDir } from './support/process.ts';

const production = {
  PORTICO_MODE: 'production',
  PORTICO_SECRET_KEY: 'a-root-key-of-the-tests-with-more-than-32-characters',
  PORTICO_CODES_PER_ADDRESS_HOUR: '1000',
  PORTICO_CODES_PER_PREFIX_HOUR: '1000',
};

const refusal = (code: string, status?: number): Misbehaviour => ({
  kind: 'answer',
  answer: aliyunRefusal(code, status),
});

/** What the vendor does, what the mobile contract says then, and the desktop's status. */
const outcomes: Array<[Misbehaviour, number, number]> = [
  [refusal('isv.BUSINESS_LIMIT_CONTROL'), 10010, 403],
  [refusal('isv.AMOUNT_NOT_ENOUGH'), 10011, 500],
  [refusal('isv.MOBILE_NUMBER_ILLEGAL'), 10012, 500],
  [refusal('SignatureDoesNotMatch', 400), 10013, 500],
  [{ kind: 'garbage' }, 10013, 500],
];

/** A log without times and ids, in whose digits a code stands now and then. */
const withoutChance = (log: string): string =>
  log.replaceAll(/"(?:time|requestId|vendorRequestId|traceId)":(?:\d+|"[^"]*")/g, '');

async function startVendor(context: TestContext) {
  const double = await startAliyun();
  context.after(() => double.close());
  return double;
}

test('mobile, desktop send code: in production each outcome of the vendor is the contract’s, and the receipt is the vendor’s', async (context) => {
  const double = await startVendor(context);
  const environment = { ...production, ...aliyunEnvironment(double.url), PORTICO_SMS: 'aliyun' };
  const server = await servePortico(context, temporaryDataDir(context), environment);
  const mobile = () => call(`${server.url}/api/auth/send_code`, 'POST', { account: newPhone() });
  const desktop = () => call(`${server.url}/api/user/sendCode`, 'POST', { account: newPhone() });

  assertCode(await mobile(), 0);
  const sent = await desktop();
  assert.deepEqual(Object.keys(sent.body.data), ['Message', 'RequestId', 'Code', 'BizId']);
  assert.match(sent.body.data.BizId, /^\d+\^0$/);
  assert.match(sent.body.data.RequestId, /^[0-9A-F-]{36}$/);
  const code = /%22code%22%3A%22(\d{6})/.exec(double.requests[1]?.url ?? '')?.[1] ?? assert.fail();

  for (const [misbehaviour, mobileCode, desktopStatus] of outcomes) {
    double.next = [misbehaviour, misbehaviour];
    assertCode(await mobile(), mobileCode);
    assertDesktopFailure(await desktop(), desktopStatus);
  }
  const log = withoutChance(server.said());
  assert.equal(log.match(/"to":"\+86139\*\*\*\*/g)?.length, outcomes.length * 2);
  assert.match(log, /PORTICO_SMS_ALIYUN_ACCESS_KEY_ID/, 'what is to be corrected is said');
  for (const secret of [aliyunAccount.accessKeySecret, code]) assert.ok(!log.includes(secret));
  assert.doesNotMatch(log, /\b139\d{8}\b/);
});

test('desktop send code: in production a file can say all of it, and the second vendor sends where the first cannot', async (context) => {
  const second = await startTencent();
  context.after(() => second.close());
  const dataDir = temporaryDataDir(context);
  mkdirSync(dataDir);
  writeFileSync(`${dataDir}/aliyun.secret`, `${aliyunAccount.accessKeySecret}\n`, { mode: 0o600 });
  const tencent = tencentEnvironment(second.url);
  const toml = `
[sms]
use = ["aliyun", "tencent"]

[sms.aliyun]
endpoint = "http://127.0.0.1:${await findFreePort()}"
access_key_id = "${aliyunAccount.accessKeyId}"
access_key_secret_file = "aliyun.secret"
sign_name = "${aliyunAccount.signName}"
template = "SMS_154950909"

[sms.tencent]
endpoint = "${second.url}"
secret_id = "${tencent.PORTICO_SMS_TENCENT_SECRET_ID}"
secret_key = "${tencent.PORTICO_SMS_TENCENT_SECRET_KEY}"
sdk_app_id = "${tencent.PORTICO_SMS_TENCENT_SDK_APP_ID}"
sign_name = "${tencent.PORTICO_SMS_TENCENT_SIGN_NAME}"
template_sign_in = 449740
template_register = 449739
template_params = ["code", "minutes"]
`;
  writeFileSync(`${dataDir}/portico.toml`, toml, { mode: 0o600 });
  const server = await servePortico(context, dataDir, production);
  const { body } = await call(`${server.url}/api/user/sendCode`, 'POST', { account: newPhone() });
  assert.match(body.data.BizId, /^2028:/);
  assert.deepEqual([body.data.Message, body.data.Code], ['OK', 'OK']);
  assert.match(server.said(), /"vendor":"aliyun","reason":"unavailable"/);
});

test('mobile send code: production without a vendor sends nothing and says 10013', async (context) => {
  const server = await servePortico(context, temporaryDataDir(context), production);
  assertCode(await call(`${server.url}/api/auth/send_code`, 'POST', { account: newPhone() }), 10013);
  assert.match(server.said(), /no SMS vendor is configured/);
});

test('mobile send code: a vendor that is configured is used in development too', async (context) => {
  const double = await startVendor(context);
  const at = await startPortico(context, { ...aliyunEnvironment(double.url), PORTICO_SMS: 'aliyun' });
  assertCode(await call(`${at.url}/api/auth/send_code`, 'POST', { account: newPhone() }), 0);
  assert.equal(double.requests.length, 1);
  assert.deepEqual(at.outbox(), []);
});

test('provider test sms: shows the request and the receipt; --vendor asks one alone; a refusal is told, with status 1', async (context) => {
  const double = await startVendor(context);
  const second = await startTencent();
  context.after(() => second.close());
  const dataDir = temporaryDataDir(context);
  const environment = {
    ...aliyunEnvironment(double.url),
    ...tencentEnvironment(second.url),
    PORTICO_DATA_DIR: dataDir,
    PORTICO_SMS: 'aliyun',
    PORTICO_OUTBOUND: 'none',
  };
  const words = ['provider', 'test', 'sms', '--to', '13800138000'];
  const sent = await runPortico(words, environment);
  assert.equal(sent.status, 0, sent.stderr);
  assert.match(sent.stdout, /^> POST http.*SendSms|^> x-acs-action: SendSms$/m);
  assert.match(sent.stdout, /^\{"Message":"OK",.*"BizId":"\d+\^0"\}$/m);
  assert.ok(!sent.stdout.includes(aliyunAccount.accessKeySecret));

  const other = await runPortico([...words, '--vendor', 'tencent'], environment);
  assert.equal(other.status, 0, other.stderr);
  assert.deepEqual([double.requests.length, second.requests.length], [1, 1]);

  const refused = await runPortico(words, { ...environment, PORTICO_SMS_ALIYUN_SIGN_NAME: 'nobody' });
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /sms\.misconfigured.*isv\.SMS_SIGNATURE_ILLEGAL.*PORTICO_SMS_ALIYUN_SIGN_NAME/);

  const unknown = await runPortico([...words, '--vendor', 'pigeon'], environment);
  assert.match(unknown.stderr, /aliyun, tencent, http/);
  const nowhere = await runPortico(words, { PORTICO_DATA_DIR: dataDir, PORTICO_OUTBOUND: 'none' });
  assert.equal(nowhere.status, 1);
  assert.match(nowhere.stderr, /no SMS vendor is configured/);
});
