import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import pg from 'pg';
import { createCover } from './covered.ts';

const configured = 'pa$$word/with+signs & more';
const cover = createCover([configured, 'abc']);
const covered = (value: unknown): string => JSON.stringify(cover.value(value));

test('log: what was configured as a secret is covered in every spelling that texts have it in', () => {
  const spellings = [
    configured,
    encodeURIComponent(configured),
    JSON.stringify({ secret: configured }),
    Buffer.from(configured).toString('base64'),
    `user:${configured}@host`,
  ];
  for (const text of spellings) {
    const line = covered({ err: new Error(`failed with ${text} there`), why: text, deep: [{ text }] });
    assert.doesNotMatch(line, /with\+signs|with%2Bsigns|cGEkJHdvcmQ/, text);
    assert.match(line, /\*{8}/);
  }
  assert.equal(cover.text('abc is too short to be told from a word'), 'abc is too short to be told from a word');
});

test('log: credentials, tokens, numbers and addresses are covered wherever they stand', () => {
  const table: Array<[text: string, shown: string]> = [
    [
      'connect to postgres://portico:s3cr:et@db.example:5432/x failed',
      'connect to postgres://********@db.example:5432/x failed',
    ],
    ['rediss://:hidden@cache:6379', 'rediss://********@cache:6379'],
    ['GET https://a.example/verify?token=abc&x=1 said 500', 'GET https://a.example/verify?… said 500'],
    ['Authorization: Bearer abcdef123456.x', 'Authorization: Bearer ********'],
    [
      'Unexpected token in JSON: {"password":"hunter2","a":1}',
      'Unexpected token in JSON: {"password":"********","a":1}',
    ],
    ['access_token=xyz123; more', 'access_token=********; more'],
    ['for eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl there', 'for ******** there'],
    ['Key (phone)=(+8613800138000) already exists', 'Key (phone)=(…) already exists'],
    ['to 13800138000 and 138 0013 8000', 'to … and …'],
    ['550 <someone.else@example.com> unknown', '550 <…@example.com> unknown'],
  ];
  for (const [text, shown] of table) assert.equal(cover.text(text), shown);
});

test('log: what is no secret stays readable', () => {
  const texts = [
    'connect ECONNREFUSED 127.0.0.1:5432',
    'at open (/srv/portico/node_modules/@fastify/cors/index.js:12:34)',
    'the audit log stands at 1234:bkibAY1ch824BE34LYD979R1Rsz00TxpYHShBCELdTY',
    'since 2026-11-30 14:05:12, for 86400 s, 1024 bytes',
    '2001:db8:1234:5678 asked 12 times',
    'Unexpected token in JSON at position 4',
  ];
  for (const text of texts) assert.equal(cover.text(text), text);
  const plain = {
    entryId: 13_800_138_000,
    requestId: '4f1c2a3b4c5d-13800138000',
    ok: true,
    none: null,
    at: new Date(0),
  };
  assert.deepEqual(cover.value(plain), plain);
});

test('log: of an error what it says and where it comes from is told, its causes too, and nothing that hangs on it', () => {
  const cause = Object.assign(new Error('the cause'), { code: 'E_CAUSE', parameters: ['hanging-secret'] });
  const error = Object.assign(new Error('outer', { cause }), {
    command: { args: ['hanging-secret'] },
    detail: 'hanging-secret',
  });
  const told = cover.value({ err: error }) as { err: Record<string, unknown> & { cause: object } };
  assert.deepEqual(Object.keys(told.err), ['type', 'message', 'stack', 'cause']);
  assert.deepEqual(Object.keys(told.err.cause), ['type', 'message', 'code', 'stack']);
  assert.doesNotMatch(JSON.stringify(told), /hanging-secret/);
  const many = covered({ err: new AggregateError([new Error('one'), new Error('token=two-secret')], 'all') });
  assert.match(many, /"one"/);
  assert.doesNotMatch(many, /two-secret/);
  const circle: Record<string, unknown> = { name: 'x' };
  circle.self = circle;
  assert.match(covered(circle), /…/);
});

test('log: what clients of databases and the web throw holds no password of their addresses', async (context) => {
  const closing = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => closing.listen(0, '127.0.0.1', resolve));
  context.after(() => closing.close());
  const { port } = closing.address() as { port: number };
  const secret = 'never-told-9f8e7d';
  const thrown = await Promise.all([
    new pg.Client(`postgres://portico:${secret}@127.0.0.1:${port}/x`).connect().catch((error: unknown) => error),
    fetch(`http://127.0.0.1:${port}/?token=${secret}`).catch((error: unknown) => error),
    fetch(`http://user:${secret}@127.0.0.1/`).catch((error: unknown) => error),
  ]);
  try {
    new URL(`redis://user:${secret}@host:not-a-port`);
  } catch (error) {
    thrown.push(error);
  }
  for (const error of thrown) {
    assert.ok(error instanceof Error);
    assert.doesNotMatch(covered({ err: error }), new RegExp(secret));
  }
});
