import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { assertFailure, createBlogClient } from '../../../test/support/blog.ts';
import { type Answer, call, startPortico } from '../../../test/support/portico.ts';

const at = await startPortico({ after });
const client = createBlogClient(at);
const { accounts } = at.portico.house.core;
const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

function linkPath(email: string): string {
  const text = at.outbox().findLast((line) => line.channel === 'email' && line.to === email)?.text;
  return /https?:\/\/[^/]+(\/\S+)/.exec(text ?? '')?.[1] ?? assert.fail(`no link was mailed to ${email}`);
}

function assertSafePage(page: Answer, policy: string): void {
  assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
  const allowed = page.headers.get('content-security-policy') ?? '';
  assert.match(allowed, /^default-src 'none'; /);
  assert.ok(allowed.includes(policy), allowed);
  const style = /<style>([\s\S]*?)<\/style>/.exec(page.body)?.[1] ?? '';
  assert.ok(allowed.includes(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`), allowed);
  assert.equal(page.headers.get('referrer-policy'), 'no-referrer');
  assert.equal(page.headers.get('cache-control'), 'no-store');
  assert.doesNotMatch(page.body, /<script/);
}

test('blog verify-email: the mail says for which account it is, and that a stranger may ignore it', async () => {
  await client.register('Named');
  const text = at.outbox().findLast((line) => line.to === 'named@example.com')?.text ?? '';
  assert.match(text, /账号 Named [\s\S]*忽略[\s\S]*account Named [\s\S]*ignore/);
});

test('blog verify-email: a browser that fetches the link is asked for a click, and nothing is proved before it', async () => {
  await client.register('mailed');
  const path = linkPath('mailed@example.com');
  assert.match(path, /^\/blogapi\/verify-email\?token=[A-Za-z0-9]{43}$/);
  const head = await call(at.url + path, 'HEAD');
  assert.deepEqual([head.status, head.body], [200, '']);
  for (let fetches = 0; fetches < 2; fetches += 1) {
    const page = await call(at.url + path, 'GET', undefined, browser);
    assert.equal(page.status, 200);
    assert.match(page.body, /请点击按钮[\s\S]*Press the button/);
    assertSafePage(page, "form-action 'self'");
  }
  assert.equal((await client.login('mailed')).body.data.status, 'pending');
});

test('blog verify-email: programs get the envelope; unknown, repeated and day-old links are 400', async () => {
  await client.register('program');
  const path = linkPath('program@example.com');
  assert.deepEqual((await call(at.url + path, 'GET')).body, {
    code: 200,
    msg: 'success',
    data: { emailVerified: true },
  });
  const wrong = [path, '/blogapi/verify-email', '/blogapi/verify-email?token=x', `${path}&token=y`];
  for (const link of wrong) assertFailure(await call(at.url + link, 'GET'), 400, link);
  await client.register('slow');
  at.clock.advance(24 * 3_600_000 + 1_000);
  assertFailure(await call(at.url + linkPath('slow@example.com'), 'GET'), 400);
});

test('blog verify-email: a link to an address that another account proved first is 400, and says so', async () => {
  await client.register('late', { email: 'shared@example.com' });
  const late = await accounts.findBy({ kind: 'handle', handleKey: 'late' });
  const { database } = at.portico.house;
  await database
    .transaction()
    .execute((tx) => accounts.create(tx, { origin: 'mobile', email: { value: 'shared@example.com', proved: true } }));
  const path = linkPath('shared@example.com');
  assert.equal(
    (await accounts.get(late?.id as number)).email,
    null,
    'the unproved address went to who proved it (R2a)',
  );
  const page = await call(at.url + path, 'POST', undefined, browser);
  assert.equal(page.status, 400);
  assert.match(page.body, /链接已使用或已过期/);
  assertFailure(await call(at.url + path, 'GET'), 400);
});
