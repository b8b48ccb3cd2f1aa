import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireStrongPassword } from './policy.ts';

const judge = (value: string) => requireStrongPassword('password', { form: 'plain', value });
const refused = { code: 'request.invalid_fields' };

const plain = (value: string) => ({ form: 'plain', value }) as const;
const isTaken = async (password: Parameters<typeof requireStrongPassword>[1]): Promise<boolean> => {
  try {
    await requireStrongPassword('newPassword', password);
    return true;
  } catch {
    return false;
  }
};

test('password rule: eight characters are enough and seven are not, whatever they are made of', async () => {
  for (const [value, taken] of [
    ['', false],
    ['k7-Qw!z', false],
    ['k7-Qw!z3', true],
    ['密碼密碼密碼密', false],
    ['密碼密碼密碼密碼', true],
    ['😀😀😀😀', false],
    ['😀😀😀😀😀😀😀😀', true],
  ] as const) {
    assert.equal(await isTaken(plain(value)), taken, value);
  }
});

test('password rule: none of the commonest is taken, in small letters, capitals or as its md5', async () => {
  for (const value of ['password', 'PassWord', '12345678', 'iloveyou', 'QWERTYUIOP']) {
    assert.equal(await isTaken(plain(value)), false, value);
  }
  // What `printf password | md5sum` prints, and of `k7-Qw!z3` below.
  const md5 = '5f4dcc3b5aa765d61d8327deb882cf99';
  assert.equal(await isTaken({ form: 'md5', value: md5 }), false);
  assert.equal(await isTaken({ form: 'md5', value: md5.toUpperCase() }), false);
  assert.equal(await isTaken({ form: 'md5', value: '28fde11f9cfdb6a5e4343d1fc3e9b720' }), true);
});

test('password rule: the list is the 10,000 commonest, so that rarer ones are not refused', async () => {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const long = dictionary['passwords-common'].map(String).map((value, rank) => ({ value, rank }));
  const usable = long.filter(({ value }) => value.length >= 8);
  const last = usable.findLast(({ rank }) => rank < 10_000)?.value ?? assert.fail();
  const next = usable.find(({ rank }) => rank >= 10_000)?.value ?? assert.fail();
  assert.deepEqual([await isTaken(plain(last)), await isTaken(plain(next))], [false, true]);
});

test('password rule: a refusal names the field that was given, and the rule', async () => {
  await assert.rejects(requireStrongPassword('newPassword', plain('short')), {
    code: 'request.invalid_fields',
    params: { fields: [{ field: 'newPassword', label: '密码', rule: '至少 8 位，且不能是常见密码' }] },
  });
});

test('password policy: fewer than 8 characters, the commonest, and the words of this place are refused', async () => {
  for (const short of ['', 'Xk3_q9z', '七个汉字的密码']) await assert.rejects(judge(short), refused, short);
  for (const common of ['password1', 'iloveyou', 'Qwertyuiop', '123456789']) {
    await assert.rejects(judge(common), refused, common);
  }
  for (const word of ['portico-2026', 'PORTICO!!', '2026Admin2026', 'o w n e r 1', 'Console_1']) {
    await assert.rejects(judge(word), refused, word);
  }
});

test('password policy: whatever else of 8 characters is taken, of any kind and length', async () => {
  const taken = [
    'correct horse battery staple',
    '一二三四五六七八',
    'aaaaaaaz',
    '        x',
    'p0rtico-house-9',
    'é'.repeat(64),
  ];
  for (const password of [...taken, 'x7'.repeat(500)]) await judge(password);
});

test('password policy: of a password that arrives as its md5 the commonest are known', async () => {
  const md5 = (value: string) => requireStrongPassword('password', { form: 'md5', value });
  await assert.rejects(md5('E10ADC3949BA59ABBE56E057F20F883E'), refused);
  await md5('00000000000000000000000000000000');
});
