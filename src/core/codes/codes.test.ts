import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { caller, email, openCodes, otherThan, phone, receipt } from '../../../test/support/codes.ts';
import { takeTurn, transact } from '../../db/database.ts';
import { guardTurn } from '../code-guard/breakers.ts';
import { DomainError } from '../errors.ts';
import type { CodeRecipient } from './codes.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

test('codes: six digits go to the recipient, are checked as often as wanted and consumed once', async (context) => {
  const { sender, db, codes, isRight, consume } = await openCodes(context);
  assert.deepEqual(await codes.send(phone, 'sign-in', caller), receipt);
  assert.equal(await codes.send(email, 'register', caller), undefined);
  assert.deepEqual(
    sender.sent.map(({ to, purpose }) => [to, purpose]),
    [
      ['+8613800138000', 'sign-in'],
      ['somebody@example.com', 'register'],
    ],
  );
  const { code } = sender.sent[0] ?? assert.fail();
  assert.match(code, /^\d{6}$/);
  for (let check = 0; check < 10; check += 1) assert.ok(await isRight(code));
  const stored = await db.selectFrom('codes').select(['subject', 'code_hash']).execute();
  assert.ok(!JSON.stringify(stored).includes(code));
  const consumed = await Promise.all(Array.from({ length: 16 }, () => consume(code)));
  assert.equal(consumed.filter(Boolean).length, 1);
  assert.equal(await isRight(code), false);
});

test('codes: five wrong tries use up a code; right ones between them cost none', async (context) => {
  const { send, isRight } = await openCodes(context);
  const code = await send();
  for (let wrong = 0; wrong < 4; wrong += 1) {
    assert.equal(await isRight(otherThan(code)), false);
    assert.ok(await isRight(code));
  }
  assert.equal(await isRight(otherThan(code)), false);
  assert.equal(await isRight(code), false);
});

test('codes: of many wrong tries at once five are compared', async (context) => {
  const { db, send, isRight } = await openCodes(context);
  const code = await send();
  await Promise.all(Array.from({ length: 50 }, () => isRight(otherThan(code))));
  assert.equal((await db.selectFrom('codes').select('tries').executeTakeFirstOrThrow()).tries, 5);
});

test('codes: a fresh code replaces the last one, and has all its tries', async (context) => {
  const { clock, send, isRight, consume } = await openCodes(context);
  const first = await send();
  for (let wrong = 0; wrong < 5; wrong += 1) await isRight(otherThan(first));
  clock.at += minuteMs;
  let second = await send();
  while (second === first) {
    clock.at += hourMs;
    second = await send();
  }
  assert.equal(await isRight(first), false);
  assert.equal(await consume(first), false);
  assert.ok(await isRight(second));
});

test('codes: a code serves one purpose of one recipient', async (context) => {
  const { send, isRight, consume } = await openCodes(context);
  const code = await send(phone, 'sign-in');
  const other: CodeRecipient = { phone: { e164: '+8613800138001', area: '86' } };
  assert.equal(await isRight(code, phone, 'register'), false);
  assert.equal(await consume(code, phone, 'register'), false);
  assert.equal(await isRight(code, other), false);
  assert.equal(await consume(code, other), false);
  assert.ok(await consume(code));
});

test('codes: a code lives five minutes, to the millisecond', async (context) => {
  const { clock, send, isRight, consume } = await openCodes(context);
  const code = await send();
  clock.at += 5 * minuteMs - 1;
  assert.ok(await isRight(code));
  clock.at += 1;
  assert.equal(await isRight(code), false);
  assert.equal(await consume(code), false);
});

test('codes: one a minute, five an hour and ten a day go to one recipient, whatever the purpose', async (context) => {
  const { sender, clock, send } = await openCodes(context);
  const refusedFor = async (seconds: number): Promise<void> => {
    await assert.rejects(send(phone, 'register'), {
      code: 'code.too_many_sends',
      params: { retryAfterSeconds: seconds, refusedBy: 'recipient' },
    });
  };
  for (let count = 0; count < 5; count += 1) {
    await send();
    await refusedFor(count < 4 ? 60 : 3_600 - 4 * 60);
    clock.at += minuteMs;
  }
  clock.at += hourMs;
  for (let count = 0; count < 5; count += 1) {
    await send();
    clock.at += minuteMs;
  }
  clock.at += hourMs;
  await assert.rejects(send(), { code: 'code.too_many_sends' });
  assert.equal(sender.sent.length, 10);
});

test('codes: what could not be sent does not work, passes the failure on and costs the recipient no send', async (context) => {
  const { sender, send, isRight } = await openCodes(context);
  sender.failure = new DomainError('sms.out_of_credit');
  await assert.rejects(send(), { code: 'sms.out_of_credit' });
  assert.equal(await isRight(sender.sent[0]?.code ?? assert.fail()), false);
  sender.failure = undefined;
  assert.ok(await isRight(await send()));
});

test('codes: where no vendor would be asked nothing is counted, written or sent; mails go out all the same', async (context) => {
  const { sender, db, send } = await openCodes(context);
  sender.canSend = false;
  await assert.rejects(send(), { code: 'sms.unavailable' });
  for (const table of ['codes', 'limit_hits', 'sms_spend', 'code_tallies'] as const) {
    assert.deepEqual(await db.selectFrom(table).selectAll().execute(), [], table);
  }
  assert.equal(sender.sent.length, 0);
  await send(email);
  sender.canSend = true;
  await send();
  assert.equal(sender.sent.length, 2);
});

test('codes: failed sends still count for the address and the number prefix', async (context) => {
  const { sender, send } = await openCodes(context, { perAddress: 2 });
  sender.failure = new DomainError('sms.unavailable');
  for (let attempt = 0; attempt < 2; attempt += 1) await assert.rejects(send(), { code: 'sms.unavailable' });
  await assert.rejects(send(), { code: 'code.too_many_sends' });
});

test('codes: where one budget is used up the others are left as they were', async (context) => {
  const { db, codes, send } = await openCodes(context, { perPrefix: 1 });
  await send();
  const neighbour: CodeRecipient = { phone: { e164: '+8613800138009', area: '86' } };
  await assert.rejects(send(neighbour), { code: 'code.too_many_sends' });
  const hits = await db.selectFrom('limit_hits').selectAll().execute();
  assert.equal(hits.length, 3, 'one of each budget, all of the first send');
  await codes.send(neighbour, 'sign-in', { ...caller, exemptFromAddressLimits: true });
});

test('codes: time in the line before the guard is taken off the time that sending may take', async (context) => {
  const { sender, db, send } = await openCodes(context);
  const isHeld = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  const held = transact(db, async (tx) => {
    await takeTurn(tx, guardTurn);
    isHeld.resolve();
    await mayEnd.promise;
  });
  await isHeld.promise;
  const sending = send();
  await delay(60);
  mayEnd.resolve();
  await sending;
  await held;
  assert.ok(
    sender.limits?.deadlineMs !== undefined && sender.limits.deadlineMs <= 3_000 - 50,
    String(sender.limits?.deadlineMs),
  );
});
