import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConfigError, readConfig } from '../config.ts';

const aliyun = {
  PORTICO_SMS: 'aliyun',
  PORTICO_SMS_ALIYUN_ACCESS_KEY_ID: 'LTAI',
  PORTICO_SMS_ALIYUN_ACCESS_KEY_SECRET: 'a secret of aliyun',
  PORTICO_SMS_ALIYUN_SIGN_NAME: '门廊',
  PORTICO_SMS_ALIYUN_TEMPLATE: 'SMS_1',
};
const http = {
  PORTICO_SMS: 'http',
  PORTICO_SMS_HTTP_URL: 'https://sms.example.com/send',
  PORTICO_SMS_HTTP_BODY: '{"to":"{to}","code":"{code}"}',
};

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig({ PORTICO_DATA_DIR: '/nowhere', ...environment });
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
}

test('sms settings: what is missing of a vendor is told all at once, and nothing of vendors that are not asked', () => {
  const problems = problemsOf({ PORTICO_SMS: 'tencent', PORTICO_SMS_ALIYUN_ACCESS_KEY_ID: 'LTAI' });
  const named = problems.map((problem) => /^PORTICO_[A-Z_]+/.exec(problem)?.[0]);
  assert.deepEqual(named, [
    'PORTICO_SMS_TENCENT_SECRET_ID',
    'PORTICO_SMS_TENCENT_SECRET_KEY',
    'PORTICO_SMS_TENCENT_SDK_APP_ID',
    'PORTICO_SMS_TENCENT_TEMPLATE',
    'PORTICO_SMS_TENCENT_SIGN_NAME',
  ]);
});

test('sms settings: a vendor that is not asked is known all the same, a misspelt setting is not', () => {
  const { sms, warnings } = readConfig({
    PORTICO_DATA_DIR: '/nowhere',
    ...aliyun,
    PORTICO_SMS_TENCENT_SECRET_ID: 'AKID',
    PORTICO_SMS_ALIYUN_TEMPLATE_REGISTER_EN: 'SMS_2',
    PORTICO_SMS_ALIYUN_TEMPLAT: 'SMS_3',
  });
  assert.deepEqual(
    sms?.map(({ name }) => name),
    ['aliyun'],
  );
  assert.deepEqual(warnings, ['PORTICO_SMS_ALIYUN_TEMPLAT is no setting of Portico and is not heeded']);
});

test('sms settings: a purpose or language without a template is told by its name', () => {
  const { PORTICO_SMS_ALIYUN_TEMPLATE: _, ...rest } = aliyun;
  assert.deepEqual(
    problemsOf({ ...rest, PORTICO_SMS_ALIYUN_TEMPLATE_SIGN_IN: 'S', PORTICO_SMS_ALIYUN_TEMPLATE_ZH: 'Z' }),
    ['PORTICO_SMS_ALIYUN_TEMPLATE is missing for register in en: the template’s code, such as SMS_154950909'],
  );
});

test('sms settings: secrets are shown masked', () => {
  const { readings } = readConfig({ PORTICO_DATA_DIR: '/nowhere', ...aliyun });
  assert.equal(readings.find(({ variable }) => variable.endsWith('ACCESS_KEY_SECRET'))?.shown, '********');
  assert.ok(!JSON.stringify(readings).includes('a secret of aliyun'));
});

const wrong: Array<[string, Record<string, string>, RegExp]> = [
  ['an unknown vendor', { PORTICO_SMS: 'pigeon' }, /aliyun, tencent, http, not "pigeon"/],
  ['a vendor twice', { ...aliyun, PORTICO_SMS: 'aliyun,aliyun' }, /names aliyun twice/],
  ['an endpoint in clear', { ...aliyun, PORTICO_SMS_ALIYUN_ENDPOINT: 'http://10.0.0.1' }, /must begin with https/],
  ['Tencent’s variables', { PORTICO_SMS: 'tencent', PORTICO_SMS_TENCENT_TEMPLATE_PARAMS: 'name' }, /code and minutes/],
  [
    'a placeholder that is none',
    { ...http, PORTICO_SMS_HTTP_BODY: '{"to":"{to}","code":"{code}","a":"{kode}"}' },
    /\{kode\} stands for nothing/,
  ],
  ['a body without a code', { ...http, PORTICO_SMS_HTTP_BODY: '{"to":"{to}"}' }, /\{code\} nowhere/],
  [
    'a body without a number',
    { ...http, PORTICO_SMS_HTTP_BODY: '{"code":"{code}"}' },
    /\{to\}, \{number\} or \{national\}/,
  ],
  ['no body', { ...http, PORTICO_SMS_HTTP_BODY: '' }, /PORTICO_SMS_HTTP_BODY is missing/],
  ['headers that are no JSON', { ...http, PORTICO_SMS_HTTP_HEADERS: 'a: b' }, /must be a JSON object of texts/],
  ['a header with a line break', { ...http, PORTICO_SMS_HTTP_HEADERS: '{"a":"b\\r\\nc: d"}' }, /must be a JSON object/],
  [
    'a secret that is asked and not there',
    { ...http, PORTICO_SMS_HTTP_HMAC_HEADER: 'x-s' },
    /PORTICO_SMS_HTTP_SECRET .*missing/,
  ],
  [
    'texts that are asked and not there',
    { ...http, PORTICO_SMS_HTTP_BODY: '{"to":"{to}","t":"{text}{code}"}' },
    /PORTICO_SMS_HTTP_TEXT is missing/,
  ],
  ['a pattern that is none', { ...http, PORTICO_SMS_HTTP_SUCCESS_PATTERN: '(' }, /no regular expression/],
  ['a pointer that is none', { ...http, PORTICO_SMS_HTTP_CODE_POINTER: 'code' }, /JSON pointer/],
  ['a status that is none', { ...http, PORTICO_SMS_HTTP_SUCCESS_STATUS: '2xx' }, /HTTP statuses/],
  ['a pointer without its text', { ...http, PORTICO_SMS_HTTP_SUCCESS_POINTER: '/code' }, /belong together/],
];

for (const [what, environment, expected] of wrong) {
  test(`sms settings: ${what} is told`, () => {
    assert.match(problemsOf(environment).join('\n'), expected);
  });
}

test('sms settings: the generic adapter needs an address, a number and a code, no more', () => {
  assert.deepEqual(problemsOf(http), []);
  const get = { PORTICO_SMS: 'http', PORTICO_SMS_HTTP_METHOD: 'GET' };
  assert.deepEqual(problemsOf({ ...get, PORTICO_SMS_HTTP_URL: 'https://sms.example.com/?n={number}&c={code}' }), []);
});

test('sms settings: the address of the generic adapter stays as it was written, its last slash too', () => {
  const address = 'https://sms.example.com/send/';
  const { sms } = readConfig({ PORTICO_DATA_DIR: '/nowhere', ...http, PORTICO_SMS_HTTP_URL: address });
  assert.ok(sms?.[0]?.name === 'http' && sms[0].options.url === address);
});

test('sms settings: an endpoint with a path, which nobody would sign, is a problem; a slash at its end is none', () => {
  for (const address of ['https://sms.example.com/aliyun', 'https://sms.example.com/?x=1']) {
    assert.deepEqual(problemsOf({ ...aliyun, PORTICO_SMS_ALIYUN_ENDPOINT: address }), [
      'PORTICO_SMS_ALIYUN_ENDPOINT must be a host alone, such as https://dysmsapi.aliyuncs.com, without a path',
    ]);
  }
  assert.deepEqual(problemsOf({ ...aliyun, PORTICO_SMS_ALIYUN_ENDPOINT: 'https://sms.example.com/' }), []);
});

test('sms settings: what no header can carry is a problem before the first message', () => {
  assert.deepEqual(problemsOf({ ...aliyun, PORTICO_SMS_ALIYUN_ACCESS_KEY_ID: 'LTAI…' }), [
    'PORTICO_SMS_ALIYUN_ACCESS_KEY_ID must be plain ASCII without blanks',
  ]);
  const more = {
    PORTICO_SMS_HTTP_CONTENT_TYPE: 'application/json；charset=utf-8',
    PORTICO_SMS_HTTP_HMAC_HEADER: 'x signature',
    PORTICO_SMS_HTTP_HEADERS: '{"authorization":"{secret}"}',
    PORTICO_SMS_HTTP_SECRET: '密钥',
  };
  const named = problemsOf({ ...http, ...more }).map((problem) => /^PORTICO_[A-Z_]+/.exec(problem)?.[0]);
  assert.deepEqual(named, ['PORTICO_SMS_HTTP_CONTENT_TYPE', 'PORTICO_SMS_HTTP_HMAC_HEADER', 'PORTICO_SMS_HTTP_SECRET']);
});
