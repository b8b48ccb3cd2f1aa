import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { failCalls } from '../../../test/support/failing-calls.ts';
import { openOutbox } from './outbox.ts';

test('an outbox whose disk is full refuses as a vendor does who is away, and goes on when there is room', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'portico-outbox-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'outbox.jsonl');
  const outbox = await openOutbox(file, { now: () => Date.now() });
  t.after(() => outbox.close());
  const sms = { to: '+8613800138000', purpose: 'sign-in', language: 'zh', code: '123456' } as const;
  const email = { to: 'a@example.com', purpose: 'register', subject: 'a', text: 'b', html: 'b' } as const;
  const failing = await failCalls([process.pid], { calls: 'write,pwrite64', error: 'ENOSPC', paths: [file] });
  try {
    await assert.rejects(outbox.sms.sendCode(sms), { code: 'sms.unavailable' });
    await assert.rejects(outbox.email.send(email), { code: 'email.unavailable' });
    await assert.rejects(async () => outbox.observeCaptcha({ id: '1', answer: 'a' }), { code: 'storage.unavailable' });
  } finally {
    await failing.mend();
  }
  await outbox.sms.sendCode(sms);
  assert.deepEqual(
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).code),
    ['123456'],
  );
});
