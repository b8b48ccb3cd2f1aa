import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { call, credentials, startPortico } from '../../../test/support/portico.ts';

const at = await startPortico({ after });
const { vault } = at.portico.house.core;
const { database } = at.portico.house;
const done = { data: null, code: 1, msg: 'success' };

const post = (path: string, body: Parameters<typeof call>[2]) =>
  call(`${at.panelUrl}/openApi/${path}`, 'POST', body, { 'api-token': credentials.panelToken });

async function put(path: string, body: Parameters<typeof call>[2]): Promise<void> {
  const answer = await post(path, body);
  assert.deepEqual(answer.body, done, JSON.stringify(body));
}

/** What is stored of a pin, its keys in clear. */
async function stored(pin: string) {
  const entry = (await vault.list({ pinPrefix: pin }, { most: 1000 })).find((candidate) => candidate.pin === pin);
  if (!entry) return undefined;
  const { ptKey, wsKey } = await vault.reveal(entry.id, { actor: 'test' });
  return { remark: entry.remark, ptKey, wsKey };
}

async function counts(): Promise<{ cookieCount: number; accountCount: number }> {
  const answer = await call(`${at.panelUrl}/openApi/count`, 'GET', undefined, { 'api-token': credentials.panelToken });
  assert.deepEqual(Object.keys(answer.body), ['data', 'code', 'msg']);
  assert.deepEqual(Object.keys(answer.body.data), ['cookieCount', 'accountCount']);
  return answer.body.data;
}

test('panel updateCookie: any spelling of a cookie, under ptPin or cookie, names one account (P1)', async () => {
  const spellings = [
    'pt_key=KEY;pt_pin=p1_user;',
    'pt_key=KEY;pt_pin=p1_user',
    'pt_pin=p1_user;pt_key=KEY;',
    ' pt_pin = p1_user ;  pt_key = KEY ; ',
    'PT_PIN=p1_user; Pt_Key=KEY',
    '__jda=1.2; pt_key=KEY; pwdt_id=x=y; pt_pin=p1_user; flag; pt_token=zzz;;',
  ];
  const before = await counts();
  for (const [n, spelling] of spellings.entries()) {
    for (const field of ['ptPin', 'cookie']) {
      const key = `KEY${field}${n}`;
      await put('updateCookie', { [field]: spelling.replace('KEY', key) });
      assert.deepEqual(await stored('p1_user'), { remark: '', ptKey: key, wsKey: null }, spelling);
    }
  }
  assert.deepEqual(await counts(), {
    cookieCount: before.cookieCount + 1,
    accountCount: before.accountCount + 1,
  });
});

test('panel updateCookie: a bare pin adds an account without a key and takes none away (P1)', async () => {
  await put('updateCookie', { ptPin: 'p1_bare', userMsg: '第一' });
  assert.deepEqual(await stored('p1_bare'), { remark: '第一', ptKey: null, wsKey: null });
  await put('updateCookie', { ptPin: 'pt_pin=p1_bare;pt_key=KEY' });
  await put('updateCookie', { ptPin: ' p1_bare ' });
  assert.deepEqual(await stored('p1_bare'), { remark: '第一', ptKey: 'KEY', wsKey: null });
  await put('updateCookie', { ptPin: 20_001 as never });
  assert.ok(await stored('20001'));
});

test('panel updateCookie: an empty userMsg keeps the old remark (P1)', async () => {
  await put('updateCookie', { cookie: 'pt_key=K;pt_pin=p1_remark;', userMsg: ' 张三的号 ' });
  for (const userMsg of [undefined, '', '  ', null]) {
    await put('updateCookie', { cookie: 'pt_key=K;pt_pin=p1_remark;', userMsg });
    assert.equal((await stored('p1_remark'))?.remark, '张三的号');
  }
  await put('updateCookie', { cookie: 'pt_key=K;pt_pin=p1_remark;', userMsg: '李四的号' });
  assert.equal((await stored('p1_remark'))?.remark, '李四的号');
});

test('panel updateCookie: a cookie that names no account, no key or two of either is 422 and changes nothing (P1)', async () => {
  await put('updateCookie', { cookie: 'pt_key=KEPT;pt_pin=p1_kept;' });
  const before = await counts();
  const refused = [
    'pt_pin=p1_kept',
    'pt_pin=p1_kept;',
    'pt_pin=p1_kept;pt_key=',
    'pt_key=;pt_pin=p1_kept;',
    'pt_key=NEW',
    'pt_key=NEW;pt_pin=;',
    'pt_key=NEW;pt_pin= ;',
    'pt_key=NEW;pt_pin=%20;',
    'pt_key=NEW;pt_pin=p1_kept;pt_pin=p1_kept;',
    'pt_key=NEW;pt_pin=p1_kept;PT_PIN=other;',
    'pt_key=NEW;pt_key=NEWER;pt_pin=p1_kept;',
    'pt_key=NEW pt_pin=p1_kept',
    'pt_key=NEW\npt_pin=p1_kept',
    'pt_key=N EW;pt_pin=p1_kept',
    'p1_kept p1_bare',
    'p1_kept;',
    ';',
    '=',
    'wskey=W;pin=p1_kept;',
  ];
  for (const cookie of refused) {
    for (const field of ['ptPin', 'cookie']) {
      const answer = await post('updateCookie', { [field]: cookie, userMsg: '不该改' });
      assert.equal(answer.status, 422, cookie);
      assert.deepEqual([answer.body.data, answer.body.code], [null, 0]);
      assert.ok(!answer.body.msg.includes('NEW'), 'a key is in no answer');
    }
  }
  assert.deepEqual(await stored('p1_kept'), { remark: '', ptKey: 'KEPT', wsKey: null });
  assert.deepEqual(await counts(), before);
});

test('panel updateCookie: ptPin and cookie together must name the same account (P1)', async () => {
  await put('updateCookie', { ptPin: 'p1_both', cookie: 'pt_key=K1;pt_pin=p1_both;' });
  assert.equal((await stored('p1_both'))?.ptKey, 'K1');
  await put('updateCookie', { ptPin: 'pt_key=K2;pt_pin=p1_both;', cookie: 'p1_both' });
  assert.equal((await stored('p1_both'))?.ptKey, 'K2');
  await put('updateCookie', { ptPin: '', cookie: 'pt_key=K3;pt_pin=p1_both;' });
  for (const cookie of ['pt_key=K4;pt_pin=another;', 'pt_key=K4;pt_pin=p1_both']) {
    assert.equal((await post('updateCookie', { ptPin: 'pt_key=K5;pt_pin=p1_both;', cookie })).status, 422);
  }
  assert.equal((await stored('p1_both'))?.ptKey, 'K3');
});

test('panel updateCookie: a form body that leaves the cookie unescaped is read', async () => {
  const headers = { 'api-token': credentials.panelToken, 'content-type': 'application/x-www-form-urlencoded' };
  const body = 'ptPin=pt_key=AAJ_raw-1;pt_pin=p1_form;&userMsg=%E5%A4%87%E6%B3%A8';
  assert.deepEqual((await call(`${at.panelUrl}/openApi/updateCookie`, 'POST', body, headers)).body, done);
  assert.deepEqual(await stored('p1_form'), { remark: '备注', ptKey: 'AAJ_raw-1', wsKey: null });
});

test('panel addOrUpdateAccount: an empty ptKey keeps the stored key, remarks defaults to the pin (P2)', async () => {
  await put('addOrUpdateAccount', { ptPin: 'p2_user', wsKey: 'WS1' });
  assert.deepEqual(await stored('p2_user'), { remark: 'p2_user', ptKey: null, wsKey: 'WS1' });
  await put('addOrUpdateAccount', { ptPin: 'p2_user', ptKey: 'PT1', wsKey: 'WS2', remarks: '备注' });
  for (const ptKey of [undefined, '', ' ', null]) {
    for (const remarks of [undefined, '', ' ', null]) {
      await put('addOrUpdateAccount', { ptPin: 'p2_user', ptKey, wsKey: 'WS3', remarks });
      assert.deepEqual(await stored('p2_user'), { remark: '备注', ptKey: 'PT1', wsKey: 'WS3' });
    }
  }
  await put('updateCookie', { ptPin: 'p2_unnamed' });
  await put('addOrUpdateAccount', { ptPin: 'p2_unnamed', wsKey: 'WS' });
  assert.equal((await stored('p2_unnamed'))?.remark, 'p2_unnamed', 'an entry without a remark gets the default');
});

test('panel addOrUpdateAccount: keys and pin may stand alone or in their cookie (P2)', async () => {
  const spellings = ['WS=1==', 'wskey=WS=1==;', ' WSKEY = WS=1== ', 'pin=p2_forms;wskey=WS=1==;', 'ws_key=WS=1=='];
  for (const [n, wsKey] of spellings.entries()) {
    const body = { ptPin: 'pt_pin=p2_forms;', ptKey: `pt_key=PT${n};`, wsKey };
    await put('addOrUpdateAccount', body);
    assert.deepEqual(await stored('p2_forms'), { remark: 'p2_forms', ptKey: `PT${n}`, wsKey: 'WS=1==' }, wsKey);
  }
  for (const wsKey of ['wskey=;', 'wskey=', 'wskey=a;wskey=b', 'pin=p2_forms;', 'a b']) {
    const answer = await post('addOrUpdateAccount', { ptPin: 'p2_forms', wsKey });
    assert.equal(answer.status, 422, wsKey);
  }
  assert.equal((await stored('p2_forms'))?.wsKey, 'WS=1==');
});

test('panel *: a pin percent-encoded and not is one account, in every route (P3)', async () => {
  const before = await counts();
  const encoded = encodeURIComponent('张三_p3');
  await put('updateCookie', { ptPin: `pt_key=K1;pt_pin=${encoded};` });
  await put('updateCookie', { ptPin: 'pt_key=K2;pt_pin=张三_p3;' });
  await put('updateCookie', { ptPin: encoded.toLowerCase() });
  await put('addOrUpdateAccount', { ptPin: encoded, wsKey: 'W1' });
  await put('addOrUpdateAccount', { ptPin: '张三_p3', wsKey: 'W2' });
  assert.equal((await counts()).accountCount, before.accountCount + 1);
  assert.deepEqual(await stored('张三_p3'), { remark: '张三_p3', ptKey: 'K2', wsKey: 'W2' });
  const answer = await post('cookie/delete', { ptPins: encoded });
  assert.deepEqual(answer.body.data, { deleteCount: 1, cookieCount: before.cookieCount });
});

test('panel *: a stray percent sign and a plus sign belong to the pin, and decoding happens once (P3)', async () => {
  const pins = [
    ['100%', '100%'],
    ['a%2', 'a%2'],
    ['%zz%20', '%zz%20'],
    ['%C5%C5', '%C5%C5'],
    ['a+b', 'a+b'],
    ['a%2Bc', 'a+c'],
    ['%2541', '%41'],
  ] as const;
  for (const [sent, kept] of pins) {
    await put('updateCookie', { ptPin: `pt_pin=${sent};pt_key=K` });
    assert.ok(await stored(kept), sent);
  }
});

test('panel cookie/delete: one pin, a list with commas, an array, repeated fields and ptPins[] (P6)', async () => {
  const { cookieCount } = await counts();
  const names = (prefix: string) => [`${prefix}_1`, `${prefix}_2`, `${prefix}_3`];
  const json = (value: unknown) => ({ ptPins: value });
  const form = (name: string, values: string[]) => new URLSearchParams(values.map((value) => [name, value]));
  const multipart = (name: string, values: string[]) => {
    const data = new FormData();
    for (const value of values) data.append(name, value);
    return data;
  };
  const ways: Array<[pins: string[], body: Parameters<typeof call>[2]]> = [
    [['d_one'], json('d_one')],
    [['12345'], json(12_345)],
    [names('d_list'), json(' d_list_1, d_list_2,,d_list_3,')],
    [names('d_array'), json(names('d_array'))],
    [names('d_twice'), json(['d_twice_1,d_twice_1', 'd_twice_2', 'd_twice_3', 'd_unknown'])],
    [names('d_form'), form('ptPins', names('d_form'))],
    [names('d_formlist'), form('ptPins', [names('d_formlist').join()])],
    [names('d_brackets'), form('ptPins[]', names('d_brackets'))],
    [['d_single'], form('ptPins[]', ['d_single'])],
    [names('d_parts'), multipart('ptPins', names('d_parts'))],
    [names('d_partbrackets'), multipart('ptPins[]', names('d_partbrackets'))],
  ];
  for (const [pins, body] of ways) {
    for (const pin of pins) await put('updateCookie', { cookie: `pt_key=K;pt_pin=${pin}` });
    const answer = await post('cookie/delete', body);
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, { data: { deleteCount: pins.length, cookieCount }, code: 1, msg: 'success' });
    assert.deepEqual(Object.keys(answer.body), ['data', 'code', 'msg']);
    assert.deepEqual((await post('cookie/delete', body)).body.data, { deleteCount: 0, cookieCount });
  }
});

test('panel cookie/delete: a pin with a comma is named percent-encoded (P6)', async () => {
  for (const pin of ['d,comma', 'd', 'comma']) await put('updateCookie', { cookie: `pt_key=K;pt_pin=${pin}` });
  assert.equal((await post('cookie/delete', { ptPins: 'd%2Ccomma' })).body.data.deleteCount, 1);
  assert.equal((await post('cookie/delete', { ptPins: 'd,comma' })).body.data.deleteCount, 2);
});

test('panel count: cookieCount counts the entries with a pt_key, accountCount all (P6)', async () => {
  const before = await counts();
  await put('updateCookie', { ptPin: 'c_bare' });
  await put('addOrUpdateAccount', { ptPin: 'c_ws', wsKey: 'W' });
  await put('updateCookie', { ptPin: 'pt_key=K;pt_pin=c_cookie' });
  assert.deepEqual(await counts(), {
    cookieCount: before.cookieCount + 1,
    accountCount: before.accountCount + 3,
  });
});

test('panel updateCookie: a hundred at once for one new pin make one account with a whole key', async () => {
  const before = await counts();
  const keys = Array.from({ length: 100 }, (_, n) => `KEY-${n}-${'x'.repeat(n)}`);
  const answers = await Promise.all(
    keys.map((key) => post('updateCookie', { cookie: `pt_key=${key};pt_pin=race;`, userMsg: key.slice(0, 7) })),
  );
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  assert.equal((await counts()).accountCount, before.accountCount + 1);
  const entry = await stored('race');
  assert.ok(entry?.ptKey && keys.includes(entry.ptKey));
  assert.equal(entry.remark, entry.ptKey.slice(0, 7), 'key and remark are of the same request');
});

test('panel *: the audit log tells every change of an entry, and no key', async () => {
  await put('addOrUpdateAccount', { ptPin: 'audited', ptKey: 'SECRET-PT', wsKey: 'SECRET-WS', remarks: 'r' });
  await put('updateCookie', { cookie: 'pt_key=SECRET-PT2;pt_pin=audited' });
  await put('updateCookie', { cookie: 'audited' });
  await post('cookie/delete', { ptPins: 'audited' });
  const entries = await database
    .selectFrom('audit_log')
    .selectAll()
    .where('details', 'like', '%"audited"%')
    .orderBy('id')
    .execute();
  assert.deepEqual(
    entries.map(({ actor, contract, address, action }) => [actor, contract, address, action]),
    ['created', 'changed', 'changed', 'deleted'].map((verb) => ['panel-token', 'panel', '127.0.0.1', `vault.${verb}`]),
  );
  assert.equal(new Set(entries.map(({ target }) => target)).size, 1);
  const all = await database.selectFrom('audit_log').selectAll().execute();
  assert.doesNotMatch(JSON.stringify(all), /SECRET/);
});
