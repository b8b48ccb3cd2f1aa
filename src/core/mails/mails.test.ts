import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Mail, MailLimits } from '../ports.ts';
import { defaultSettings, type SettingValues } from '../runtime-settings/definitions.ts';
import type { MailRequest } from './mail-request.ts';
import { createMails } from './mails.ts';

const run = { key: 'the-key', signal: new AbortController().signal };
const link = 'https://accounts.example.com/account/reset-password?token=abc';
const logo =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
const newSignIn: MailRequest = {
  to: 'a@example.com',
  purpose: 'new-sign-in',
  handle: 'ming',
  at: Date.parse('2026-01-02T03:04:05Z'),
  address: '203.0.113.9',
  userAgent: 'Mozilla/5.0 <b>\r\n(X11)',
  contract: 'mobile',
  link: 'https://accounts.example.com/account/forgot-password',
};

function open(changes: Partial<SettingValues> = {}) {
  const sent: Array<{ mail: Mail; limits: MailLimits | undefined }> = [];
  const sender = { send: async (mail: Mail, limits?: MailLimits) => void sent.push({ mail, limits }) };
  const mails = createMails({ sender, settings: () => ({ ...defaultSettings, ...changes }) });
  const write = async (request: MailRequest): Promise<Mail> => {
    await mails.send(request, run);
    return sent.at(-1)?.mail ?? assert.fail();
  };
  return { mails, sent, write };
}

/** What is read of an HTML mail. */
const readHtml = (html: string): string =>
  html
    .replace(/<(style|title)>[\s\S]*?<\/\1>/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');

const requests: MailRequest[] = [
  { to: 'a@example.com', purpose: 'verify-email', handle: 'ming', link },
  { to: 'a@example.com', purpose: 'reset-password', handle: 'ming', link, hours: 1 },
  newSignIn,
];

for (const request of requests) {
  const { purpose } = request;
  const url = 'link' in request ? request.link : '';

  test(`mails: ${purpose} is in the language that was asked for, and in both where none is known, Chinese first`, async () => {
    const { write } = open();
    const zh = await write({ ...request, language: 'zh' });
    const en = await write({ ...request, language: 'en' });
    const both = await write(request);
    assert.match(zh.text, /\p{Script=Han}/u);
    assert.doesNotMatch(`${en.subject}${en.text}${readHtml(en.html)}`, /\p{Script=Han}/u);
    assert.doesNotMatch(zh.text.replaceAll(url, ''), /\b(the|you|your)\b/);
    const [titleZh = '', titleEn = ''] = [zh, en].map(({ subject }) => subject.replace(/ - Portico$/, ''));
    assert.equal(both.subject, `${titleZh} · ${titleEn} - Portico`);
    assert.ok(both.text.indexOf(titleZh) < both.text.indexOf(titleEn));
    assert.match(zh.html, /<html lang="zh-CN">/);
    assert.match(en.html, /<html lang="en">/);
    assert.match(both.html, /<div lang="zh-CN">[\s\S]*<div lang="en">/);
  });

  test(`mails: ${purpose} says in its text all that its HTML says, the link alone on a line`, async () => {
    const { text, html } = await open().write({ ...request, language: 'en' });
    assert.ok(text.split('\n').includes(url), text);
    const wordsOf = (part: string): string[] => part.match(/[\w@./?=-]+/g) ?? [];
    const unescaped = readHtml(html).replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    // What stands on the button alone.
    const known = new Set([...wordsOf(text), ...wordsOf('Verify Choose a password That was not me')]);
    assert.deepEqual(
      wordsOf(unescaped).filter((word) => !known.has(word)),
      [],
    );
  });

  test(`mails: ${purpose} fetches nothing, counts nothing, and can be read in the dark`, async () => {
    const { html } = await open({ 'branding.logo': logo }).write(request);
    assert.doesNotMatch(html, /<script|<link|<iframe|@import|url\(|background=/i);
    assert.deepEqual(
      [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1]).filter((each) => each !== url),
      ['cid:logo@portico'],
    );
    assert.match(html, /<meta name="color-scheme" content="light dark">/);
    assert.match(html, /prefers-color-scheme:dark/);
  });
}

test('mails: a code is sent within 3 s, jobs’ mails within 30 s and no longer than their run', async () => {
  const { mails, sent, write } = open();
  await mails.sendCode({ to: 'a@example.com', purpose: 'register', code: '012345', language: 'en' });
  const [code] = sent;
  assert.deepEqual([code?.limits, code?.mail.code, code?.mail.key], [{ deadlineMs: 3_000 }, '012345', undefined]);
  assert.ok(code?.mail.text.split('\n').includes('012345'));
  assert.match(code?.mail.html ?? '', />012345</);
  assert.doesNotMatch(code?.mail.subject ?? '', /012345/, 'locked screens show subjects');
  assert.equal((await write(newSignIn)).key, 'the-key');
  assert.deepEqual(sent.at(-1)?.limits, { deadlineMs: 30_000, signal: run.signal });
});

test('mails: whatever people typed in is text, in the HTML and in the subject', async () => {
  const { write } = open({ 'branding.nameEn': 'A & <B>', 'branding.nameZh': '"廊"' });
  const handle = '<img src=x onerror=alert(1)>&"';
  for (const request of requests) {
    const { html } = await write({ ...request, handle } as MailRequest);
    assert.doesNotMatch(html, /<img|<B>|<b>/);
    assert.ok(html.includes('&lt;img src=x onerror=alert(1)&gt;&amp;&quot;'));
    assert.ok(html.includes('&quot;廊&quot; · A &amp; &lt;B&gt;'));
  }
});

test('mails: they wear the operator’s name, colour and logo', async () => {
  const branded = {
    'branding.nameZh': '门廊',
    'branding.nameEn': 'Porch',
    'branding.accent': '#ffcc00',
    'branding.logo': logo,
  };
  const { write } = open(branded);
  const zh = await write({ ...newSignIn, language: 'zh' });
  assert.deepEqual([zh.senderName, zh.subject], ['门廊', '新设备登录提醒 - 门廊']);
  const both = await write(newSignIn);
  assert.deepEqual([both.senderName, both.subject.slice(-12)], ['门廊', '- 门廊 · Porch']);
  assert.match(both.html, /background:#ffcc00;color:#000000/);
  assert.deepEqual(
    both.pictures?.map(({ cid, contentType, bytes }) => [cid, contentType, Buffer.from(bytes).toString('base64')]),
    [['logo@portico', 'image/png', logo.slice('data:image/png;base64,'.length)]],
  );
  const plain = await open().write(newSignIn);
  assert.deepEqual([plain.pictures, /<img/.test(plain.html)], [undefined, false]);
});

test('mails: a new sign-in is told with its time in the server’s zone, address, program and door', async () => {
  const { text } = await open({ 'server.timeZone': 'America/New_York' }).write({ ...newSignIn, language: 'en' });
  assert.ok(text.includes('When: 2026-01-01 22:04:05 (America/New_York)'));
  assert.ok(text.includes('Address: 203.0.113.9'));
  assert.ok(text.includes('Program: Mozilla/5.0 <b> (X11)'), 'in one line');
  assert.ok(text.includes('Where: Mobile'));
});

test('mails: what a version before the templates queued is sent as it is', async () => {
  const text = '账号 ming 登记了这个邮箱。\n\nhttps://accounts.example.com/blogapi/verify-email?token=abc\n';
  const mail = await open().write({ to: 'a@example.com', purpose: 'verify-email', text });
  const { subject, ...rest } = mail;
  assert.deepEqual(rest, { to: 'a@example.com', purpose: 'verify-email', text, html: '', key: 'the-key' });
  assert.notEqual(subject, '');
});
