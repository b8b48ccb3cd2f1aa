import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { jpgHeader, pngHeader } from '../../../test/support/pictures.ts';
import { encode } from '../fuzz/encode.ts';
import type { BrokenRequest } from './heads.ts';

interface BrokenBody {
  what: string;
  type: string;
  bytes: Buffer;
  more?: string;
  /** Promised beyond what is sent. */
  missing?: number;
}

const json = 'application/json';
const form = 'application/x-www-form-urlencoded';
const multipart = 'multipart/form-data; boundary=b';
const many = (count: number, write: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => write(index)).join('');
const ofText = (what: string, type: string, text: string): BrokenBody => ({ what, type, bytes: Buffer.from(text) });
const part = (head: string, body: string): string => `--b\r\n${head}\r\n\r\n${body}\r\n`;
const field = 'Content-Disposition: form-data; name="account"';

const jsonTexts: ReadonlyArray<[what: string, text: string]> = [
  ['nothing', ''],
  ['spaces alone', ' '.repeat(900_000)],
  ['null', 'null'],
  ['a number', '1'],
  ['a text', '"account"'],
  ['a list', '[{}]'],
  ['half an object', '{"account":"a"'],
  ['two objects', '{}{}'],
  ['comments', '{/* */"account":1}'],
  ['NaN', '{"account":NaN}'],
  ['400,000 opened lists', '['.repeat(400_000)],
  ['200,000 nested lists', `{"account":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
  ['150,000 nested objects', `${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}`],
  ['33 levels', `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`],
  ['100,000 fields', `{${many(100_000, (index) => `"${index}":1,`)}"x":1}`],
  ['one name 100,000 times', `{${many(80_000, () => '"account":1,')}"x":1}`],
  ['a list of 400,000', `{"account":[${'1,'.repeat(400_000)}1]}`],
  ['a number of 900,000 digits', `{"account":${'9'.repeat(900_000)}}`],
  ['a number beyond a double', '{"account":1e400,"code":-1e400,"password":1e-400}'],
  ['a prototype', '{"__proto__":{"role":"owner"}}'],
  ['a prototype, escaped', '{"\\u005f_proto__":{"role":"owner"}}'],
  ['prototypes within', '{"account":{"__proto__":{"a":1},"constructor":{"prototype":{"a":1}}}}'],
  ['a name of 900,000 characters', `{"${'a'.repeat(900_000)}":1}`],
  ['a NUL', '{"account":"a\\u0000b","password":"\\u0000","code":"\\u0000"}'],
  ['lone surrogates', '{"account":"\\ud800","password":"\\udfff\\ud800","\\ud800":1}'],
  ['a raw control character', '{"account":"a\u0001b"}'],
  ['a byte order mark', '\ufeff{"account":"a"}'],
];

/** Bodies that no contract takes. */
const bodies: readonly BrokenBody[] = [
  ...jsonTexts.map(([what, text]) => ofText(`JSON: ${what}`, json, text)),
  { what: 'JSON in UTF-16', type: json, bytes: Buffer.from('\ufeff{"account":"a"}', 'utf16le') },
  { what: 'JSON that is no UTF-8', type: json, bytes: Buffer.from('{"account":"\u00ff\u00c0\u00af"}', 'latin1') },
  { what: 'JSON cut off in a character', type: json, bytes: Buffer.from('{"account":"用').subarray(0, -1) },
  { what: 'JSON that never ends', type: json, bytes: Buffer.from('{"account":"a'), missing: 500 },
  ofText('2 MB', json, `{"account":"${'x'.repeat(2_000_000)}"}`),
  ofText('40 MB', json, `{"account":"${'x'.repeat(40_000_000)}"}`),
  ofText(
    'a form of 100,000 fields',
    form,
    many(100_000, (index) => `${index}=1&`),
  ),
  ofText('a form with one name 200,000 times', form, 'account=1&'.repeat(100_000)),
  ofText('a form with broken escapes', form, 'account=%zz&%=%&=%ff'),
  ofText('a form with a prototype', form, '__proto__=1&__proto__[role]=owner&constructor[prototype][role]=owner'),
  ofText('a form without names', form, '=&=&&&===;;;'),
  ofText('a form in another charset', `${form}; charset=gbk`, 'account=a'),
  ofText('XML with an entity', 'application/xml', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
  ofText('no type', '', '{"account":"a"}'),
  ofText('a type of 10 KB', `application/json; ${'a=b;'.repeat(2_500)}`, '{}'),
  ofText('a type with a quote that never ends', 'application/json; charset="utf-8', '{}'),
  ofText('a type that is none', '/;;,=', '{}'),
  ofText('multipart without a boundary', 'multipart/form-data', part(field, 'a')),
  ofText('multipart with an empty boundary', 'multipart/form-data; boundary=""', part(field, 'a')),
  ofText('multipart with a boundary of 5 KB', `multipart/form-data; boundary=${'b'.repeat(5_000)}`, part(field, 'a')),
  ofText('multipart without an end', multipart, part(field, 'a')),
  ofText('multipart cut off in a head', multipart, '--b\r\nContent-Dispo'),
  { what: 'multipart that never ends', type: multipart, bytes: Buffer.from(part(field, 'a')), missing: 5_000 },
  ofText('multipart of nothing', multipart, ''),
  ofText('multipart of an end alone', multipart, '--b--\r\n'),
  ofText(
    'multipart of 10,000 parts',
    multipart,
    `${many(10_000, (index) => part(`Content-Disposition: form-data; name="${index}"`, '1'))}--b--\r\n`,
  ),
  ofText(
    'multipart of 5,000 files',
    multipart,
    `${many(5_000, (index) => part(`${field}; filename="${index}"`, '1'))}--b--\r\n`,
  ),
  ofText(
    'multipart without names',
    multipart,
    `${part('Content-Disposition: form-data', 'a')}${part('X: y', 'b')}--b--\r\n`,
  ),
  ofText(
    'multipart with a head of 200 KB',
    multipart,
    `${part(`${field}\r\nX-A: ${'a'.repeat(200_000)}`, 'a')}--b--\r\n`,
  ),
  ofText(
    'multipart with 20,000 heads',
    multipart,
    `${part(`${field}\r\n${'X-A: b\r\n'.repeat(20_000)}`, 'a')}--b--\r\n`,
  ),
  ofText(
    'multipart with a prototype',
    multipart,
    `${part('Content-Disposition: form-data; name="__proto__"', '{}')}--b--\r\n`,
  ),
  ofText(
    'multipart within multipart',
    multipart,
    `${part(`${field}\r\nContent-Type: multipart/mixed; boundary=c`, '--c\r\n\r\na\r\n--c--')}--b--\r\n`,
  ),
  ofText(
    'multipart with a path for a file name',
    multipart,
    `${part('Content-Disposition: form-data; name="avatar"; filename="../../../etc/passwd\u0000.png"', 'a')}--b--\r\n`,
  ),
  ofText(
    'multipart in another charset',
    multipart,
    `${part(`${field}\r\nContent-Type: text/plain; charset=x-nothing`, 'a')}--b--\r\n`,
  ),
  ...pictures(),
  ...bombs(),
];

/** At a sign-up everything but the picture is right: it is the picture that is judged. */
function pictures(): BrokenBody[] {
  const fields = {
    nickname: '图片',
    passwd: 'secret_-1',
    repasswd: 'secret_-1',
    name: '图片',
    phone: '13855555555',
    position: '职位',
    email: 'picture@example.com',
  };
  const pixels = deflateSync(Buffer.alloc(20_000_000));
  const avatars: Array<[what: string, avatar: Buffer]> = [
    ['a picture of 2^31 by 2^31', pngHeader(2 ** 31 - 1, 2 ** 31 - 1)],
    ['a picture of no size', pngHeader(0, 0)],
    ['a picture that unfolds to 20 MB', Buffer.concat([pngHeader(1024, 1024).fill(0xff, 16, 20), pixels])],
    ['a picture cut off in its header', pngHeader(8, 8).subarray(0, 20)],
    ['a picture with a wrong checksum', Buffer.concat([pngHeader(8, 8).subarray(0, 30), Buffer.alloc(3)])],
    ['a JPEG without an end', Buffer.concat([jpgHeader(8, 8).subarray(0, 20), Buffer.alloc(20_000, 0xff)])],
    ['an SVG with a script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['a picture of 5 MB', Buffer.concat([pngHeader(8, 8), Buffer.alloc(5_000_000)])],
  ];
  return avatars.map(([what, avatar]) => {
    const { type, bytes } = encode({ ...fields, avatar }, 'multipart');
    return { what, type, bytes };
  });
}

/** What a few kilobytes unfold to. */
function bombs(): BrokenBody[] {
  const zeros = Buffer.from(`{"account":"${'0'.repeat(50_000_000)}"}`);
  const packed: Array<[coding: string, bytes: Buffer]> = [
    ['gzip', gzipSync(zeros)],
    ['deflate', deflateSync(zeros)],
    ['br', brotliCompressSync(zeros)],
    ['gzip, gzip', gzipSync(gzipSync(zeros))],
    ['nothing-known', Buffer.from('{}')],
  ];
  return packed.map(([coding, bytes]) => ({
    what: `${coding} of 50 MB`,
    type: json,
    bytes,
    more: `Content-Encoding: ${coding}\r\n`,
  }));
}

/** Broken bodies behind a right head; with another of their kind for the same bytes in chunks. */
export const brokenBodies: readonly BrokenRequest[] = bodies.map(({ what, type, bytes, more = '', missing = 0 }) => ({
  what,
  halfCloses: missing > 0,
  bytes: ({ method, path, credential }) => {
    const head = `${method} ${path} HTTP/1.1\r\nHost: x\r\n${credential}${more}${type === '' ? '' : `Content-Type: ${type}\r\n`}`;
    return Buffer.concat([Buffer.from(`${head}Content-Length: ${bytes.length + missing}\r\n\r\n`), bytes]);
  },
}));
