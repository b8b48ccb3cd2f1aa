import assert from 'node:assert/strict';
import { createHash, createHmac, pbkdf2Sync, scryptSync } from 'node:crypto';
import { test } from 'node:test';
import { hashSync } from '@node-rs/bcrypt';
import { createKeyring } from '../../keyring/keyring.ts';
import { readFormat } from './format.ts';
import { FormatError } from './format-tokens.ts';
import {
  type FormerPassword,
  findFormerProblem,
  matchesFormer,
  openFormer,
  opensByMd5,
  sealFormer,
} from './former-passwords.ts';

const digestOf = (name: string, text: string): string => createHash(name).update(text).digest('hex');
const md5 = (text: string): string => digestOf('md5', text);
const sha1 = (text: string): string => digestOf('sha1', text);
const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');

/** Published by others, or made with Node's own functions as the back end's documents say. */
const known: ReadonlyArray<readonly [password: string, former: FormerPassword]> = [
  ['U*U', { format: 'bcrypt', hash: '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW' }],
  ['U*U', { format: 'auto', hash: '$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW' }],
  ['U*U', { format: 'auto', hash: '{bcrypt}$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW' }],
  ['U*U', { format: 'bcrypt', hash: '{bcrypt}$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW' }],
  [
    'password',
    {
      format: 'argon2',
      hash: '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
    },
  ],
  ['test12345', { format: 'phpass', hash: '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0' }],
  ['test12345', { format: 'wordpress', hash: '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0' }],
  ['lètmein', { format: 'django', hash: 'pbkdf2_sha256$12000$seasalt$Ybw8zsFxqja97tY/o6G+Fy1ksY4U/Hw3DRrGED6Up4s=' }],
  ['lètmein', { format: 'django', hash: 'sha1$seasalt$cff36ea83f5706ce9aa7454e63e431fc726b2dc8' }],
  ['lètmein', { format: 'auto', hash: 'md5$seasalt$3f86d0d3d465b7b458c231bf3555c0e3' }],
  [
    'password',
    {
      format: 'passlib',
      hash: '$pbkdf2-sha256$6400$.6UI/S.nXIk8jcbdHx3Fhg$98jZicV16ODfEsEZeYPGHU3kbrUrvUEXOPimVSQDD44',
    },
  ],
  [
    'password',
    {
      format: 'auto',
      hash: '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E',
    },
  ],
  ['password', { format: 'mysql', hash: '*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19' }],
  ['password', { format: 'ldap', hash: '{SSHA}pKqkNr1tq3wtQqk+UcPyA3HnA2NsU5NJ' }],
  [
    'user1password',
    {
      format: "firebase(password, salt, key, 'Bw==', 8, 14)",
      hash: 'lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==',
      salt: '42xEC+ixf3L2lw==',
      key: 'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==',
    },
  ],
  ['密码', { format: 'md5(password)', hash: md5('密码') }],
  ['p', { format: 'md5(password)', hash: md5('p').toUpperCase() }],
  ['p', { format: 'md5_16(password)', hash: md5('p').slice(8, 24) }],
  ['p', { format: 'md5(password+salt)', hash: md5('psalt'), salt: 'salt' }],
  ['p', { format: 'md5(salt+password)', hash: base64(md5('saltp')), salt: 'salt' }],
  ['p', { format: 'md5(md5(password))', hash: md5(md5('p')) }],
  ['p', { format: 'vbulletin', hash: md5(`${md5('p')}abc`), salt: 'abc' }],
  ['p', { format: 'thinkphp', hash: md5(`${md5('p')}xyz`), salt: 'xyz' }],
  ['p', { format: 'onethink', hash: md5(`${sha1('p')}the key`), key: 'the key' }],
  ['p', { format: 'thinkcmf', hash: `###${md5(md5('codep'))}`, key: 'code' }],
  ['p', { format: "md5(upper(md5(password))+'pepper')", hash: md5(`${md5('p').toUpperCase()}pepper`) }],
  ['p', { format: 'sha1(password)', hash: base64(sha1('p')).replace(/=+$/, '') }],
  ['p', { format: 'sha1(salt+sha1(salt+sha1(password)))', hash: sha1(`s${sha1(`s${sha1('p')}`)}`), salt: 's' }],
  ['p', { format: 'sha256(password+salt)', hash: digestOf('sha256', 'ps'), salt: 's' }],
  ['p', { format: 'sha512(salt+password)', hash: base64(digestOf('sha512', 'sp')), salt: 's' }],
  ['p', { format: 'sha1(lower(username)+password)', hash: sha1('zhangp'), username: 'Zhang' }],
  [
    'p',
    {
      format: 'hmac_sha256(key, password+salt)',
      hash: createHmac('sha256', 'k').update('ps').digest('hex'),
      key: 'k',
      salt: 's',
    },
  ],
  ['p', { format: 'plain', hash: 'p' }],
  ['p', { format: 'bcrypt(md5(password))', hash: hashSync(md5('p'), 4) }],
  ['p', { format: 'django', hash: `bcrypt_sha256$${hashSync(digestOf('sha256', 'p'), 4)}` }],
  ['p', { format: 'django', hash: `bcrypt$${hashSync('p', 4)}` }],
  [
    'p ',
    {
      format: 'auto',
      hash: `$wp${hashSync(createHmac('sha384', 'wp-sha384').update('p').digest('base64'), 4).replace('$2b$', '$2y$')}`,
    },
  ],
  [
    'p',
    {
      format: "pbkdf2(password, salt, 'sha512', 1000)",
      hash: pbkdf2Sync('p', 's', 1000, 32, 'sha512').toString('hex'),
      salt: 's',
    },
  ],
  [
    'p',
    {
      format: "pbkdf2(password, raw(salt), 'sha1', 1000)",
      hash: pbkdf2Sync('p', Buffer.from('00ff', 'hex'), 1000, 20, 'sha1').toString('base64'),
      salt: '00ff',
    },
  ],
  [
    'p',
    {
      format: 'scrypt(password, salt, 16384, 16, 1)',
      hash: scryptSync('p', 's', 64, { N: 16384, r: 16, maxmem: 2 ** 26 }).toString('hex'),
      salt: 's',
    },
  ],
  [
    'p',
    {
      format: 'werkzeug',
      hash: `scrypt:32768:8:1$s$${scryptSync('p', 's', 64, { N: 32768, maxmem: 2 ** 26 }).toString('hex')}`,
    },
  ],
  [
    'p',
    { format: 'werkzeug', hash: `pbkdf2:sha256:1000$s$${pbkdf2Sync('p', 's', 1000, 32, 'sha256').toString('hex')}` },
  ],
  ['p', { format: 'django', hash: `scrypt$s$16384$8$1$${scryptSync('p', 's', 64).toString('base64')}` }],
];

for (const [password, former] of known) {
  test(`former password: ${former.format} ${former.hash.slice(0, 24)} opens to its password and to no other`, async () => {
    const format = readFormat(former.format);
    assert.equal(findFormerProblem(format, former), undefined);
    assert.equal(await matchesFormer(former, { form: 'plain', value: password }), true);
    assert.equal(await matchesFormer(former, { form: 'plain', value: `${password}x` }), false);
    assert.equal(await matchesFormer(former, { form: 'plain', value: '' }), false);
    assert.equal(await matchesFormer(former, { form: 'md5', value: md5(password).toUpperCase() }), opensByMd5(format));
    assert.equal(await matchesFormer(former, { form: 'md5', value: md5('another') }), false);
  });
}

const unreadable: ReadonlyArray<readonly [format: string, reason: RegExp]> = [
  ['', /missing at the end/],
  ['md5', /md5 is unknown/],
  ['md5(', /missing at the end/],
  ['md5(password', /a \) is missing/],
  ['md5(password))', /too much/],
  ['md5(passwort)', /passwort is unknown/],
  ['md7(password)', /md7\(\) is unknown/],
  ['md5(salt)', /does not speak of the password/],
  ['md5(password, salt)', /takes one text/],
  ['hmac_md5(password)', /takes 2 texts/],
  ['md5(password+)', /missing before \)/],
  ['md5(password)§', /what stands at 14/],
  ["md5(password+'open)", /not understood/],
  ['md5(bcrypt(password))', /bcrypt\(\) is unknown/],
  ['scrypt', /scrypt begins with the password|a \( is missing/],
  ['scrypt(password, salt, 2, 1)', /scrypt takes the password, the salt, N/],
  ['bcrypt(salt)', /begins with the password/],
  ['bcrypt(password, salt)', /takes nothing but/],
  [`${'md5('.repeat(20)}password${')'.repeat(20)}`, /nested/],
  ['md5(password)'.padEnd(400), /longer than 300/],
];

for (const [format, reason] of unreadable) {
  test(`former password: the format ${JSON.stringify(format.slice(0, 40))} is refused with the reason`, () => {
    assert.throws(
      () => readFormat(format),
      (error) => error instanceof FormatError && reason.test(error.message),
    );
  });
}

const refused: ReadonlyArray<readonly [former: FormerPassword, reason: RegExp]> = [
  [{ format: 'bcrypt', hash: `$2b$15$${'a'.repeat(53)}` }, /cost 15/],
  [{ format: 'bcrypt', hash: `$2b$31$${'a'.repeat(53)}` }, /cost 31/],
  [{ format: 'bcrypt', hash: 'secret' }, /does not look like bcrypt/],
  [
    { format: 'argon2', hash: `$argon2id$v=19$m=4194304,t=3,p=1$${'a'.repeat(22)}$${'a'.repeat(43)}` },
    /more than is allowed/,
  ],
  [
    { format: 'argon2', hash: `$argon2id$v=19$m=65536,t=999999,p=1$${'a'.repeat(22)}$${'a'.repeat(43)}` },
    /more than is allowed/,
  ],
  [{ format: 'django', hash: `pbkdf2_sha256$999999999$s$${'a'.repeat(43)}=` }, /999999999 rounds/],
  [{ format: 'django', hash: 'unusable' }, /begins with none of/],
  [{ format: 'django', hash: `scrypt$s$1073741824$8$1$${'a'.repeat(43)}=` }, /more than is allowed/],
  [{ format: 'passlib', hash: `$scrypt$ln=40,r=8,p=1$aaaa$${'a'.repeat(43)}` }, /no parameters/],
  [{ format: 'werkzeug', hash: `scrypt:32767:8:1$s$${'ab'.repeat(32)}` }, /no parameters/],
  [{ format: 'werkzeug', hash: `pbkdf2:md5:1000$s$${'ab'.repeat(32)}` }, /with md5/],
  [{ format: 'scrypt(password, salt, 1048576, 128, 1)', hash: 'ab'.repeat(32), salt: 's' }, /more than is allowed/],
  [{ format: "pbkdf2(password, salt, 'whirlpool', 10)", hash: 'ab'.repeat(32), salt: 's' }, /whirlpool/],
  [{ format: "pbkdf2(password, salt, 'sha256', 10)", hash: 'ab', salt: 's' }, /1 bytes/],
  [{ format: 'phpass', hash: '$P$TIQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0' }, /2\^31 rounds/],
  [
    { format: "firebase(password, salt, key, '', 8, 30)", hash: 'ab'.repeat(32), salt: 'a', key: 'a' },
    /memory cost of 30/,
  ],
  [{ format: 'md5(password)', hash: 'abc' }, /not 16 bytes/],
  [{ format: 'md5(password)', hash: '' }, /not 16 bytes/],
  [{ format: 'plain', hash: '' }, /empty/],
  [{ format: 'md5(password+salt)', hash: md5('p') }, /speaks of the salt/],
  [{ format: 'onethink', hash: md5('p') }, /speaks of the key/],
  [{ format: 'md5(password+salt)', hash: md5('p'), salt: 's'.repeat(257) }, /salt is longer/],
  [{ format: 'plain', hash: 'x'.repeat(1025) }, /longer than 1024/],
  [{ format: 'auto', hash: md5('p') }, /tells no scheme/],
  [{ format: 'ldap', hash: '{SHA}aaaa' }, /3 bytes/],
];

for (const [former, reason] of refused) {
  test(`former password: ${former.format} ${former.hash.slice(0, 32)} is refused, and opens to nothing`, async () => {
    assert.match(findFormerProblem(readFormat(former.format), former) ?? '', reason);
    assert.equal(await matchesFormer(former, { form: 'plain', value: 'p' }), false);
  });
}

test('former password: sealed under the root key, so that the database alone tells nothing of it', () => {
  const keyring = createKeyring(['a root key for this test 0123456789abcdef']);
  const former: FormerPassword = { format: 'md5(password+salt)', hash: md5('ps'), salt: 's' };
  const sealed = sealFormer(keyring, former);
  assert.ok(!sealed.includes(former.hash));
  assert.deepEqual(openFormer(keyring, sealed), former);
  const another = createKeyring(['another root key of this test 0123456789']);
  assert.equal(openFormer(another, sealed), undefined);
  assert.equal(openFormer(keyring, `${sealed.slice(0, -4)}AAAA`), undefined);
});
