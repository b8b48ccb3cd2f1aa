import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caller, email, openCodes, otherThan, phone } from '../../../test/support/codes.ts';
import { DomainError } from '../errors.ts';
import { type CodeRecipient, createCodes } from './codes.ts';

const abroad: CodeRecipient = { phone: { e164: '+447700900123', area: '44' } };

test('codes: each that is sent, and each that is consumed, is told once by its channel and calling code', async (context) => {
  const { told, codes, send } = await openCodes(context);
  await send(abroad);
  await send(email);
  assert.deepEqual(told.splice(0), [
    ['codes-sent', 'sms'],
    ['sent', 'sms', '44'],
    ['codes-sent', 'email'],
    ['sent', 'email', undefined],
  ]);
  codes.countConsumed(abroad);
  codes.countConsumed(email);
  assert.deepEqual(told, [
    ['codes-verified', 'sms'],
    ['verified', 'sms', '44'],
    ['codes-verified', 'email'],
    ['verified', 'email', undefined],
  ]);
});

test('codes: nothing is told of a code that was not sent', async (context) => {
  const { sender, told, send } = await openCodes(context);
  sender.failure = new DomainError('sms.unavailable');
  await assert.rejects(send(), { code: 'sms.unavailable' });
  assert.deepEqual(told, []);
});

test('codes: one that may have left works, and keeps its place in the budget; a breaker does not judge by it', async (context) => {
  const { db, sender, send, isRight } = await openCodes(context);
  sender.failure = new DomainError('sms.unavailable', { mayHaveBeenSent: true });
  await assert.rejects(send(), { code: 'sms.unavailable' });
  sender.failure = undefined;
  assert.ok(await isRight(sender.sent[0]?.code ?? assert.fail()));
  await assert.rejects(send(), { code: 'code.too_many_sends' });
  const tally = await db.selectFrom('code_tallies').select(['asked', 'sent']).executeTakeFirstOrThrow();
  assert.deepEqual(tally, { asked: 1, sent: 0 });
});

test('codes: one that surely did not leave, whatever failed, works for nobody', async (context) => {
  const { sender, send, isRight } = await openCodes(context);
  sender.failure = new DomainError('sms.unavailable', { mayHaveBeenSent: false });
  await assert.rejects(send(), { code: 'sms.unavailable' });
  sender.failure = Object.assign(new Error('a fault'), { params: {} }) as DomainError;
  await assert.rejects(send(), { message: 'a fault' });
  assert.equal(sender.sent.length, 2);
  for (const { code } of sender.sent) assert.equal(await isRight(code), false);
});

test('codes: one that is typed in is noted for the breakers once, a wrong try and a mail never', async (context) => {
  const { db, send, isRight } = await openCodes(context);
  const verified = async () => {
    const tallies = await db.selectFrom('code_tallies').select(['area', 'verified']).orderBy('area').execute();
    return tallies.map((tally) => [tally.area, tally.verified]);
  };
  const [code, mailed] = [await send(), await send(email)];
  assert.equal(await isRight(otherThan(code)), false);
  assert.deepEqual(await verified(), [
    ['*', 0],
    ['86', 0],
  ]);
  assert.ok(await isRight(mailed, email));
  for (let time = 0; time < 3; time += 1) assert.ok(await isRight(code));
  assert.deepEqual(await verified(), [
    ['*', 1],
    ['86', 1],
  ]);
});

test('codes: an SMS is in the language that was asked for, else in Chinese for +86 and in English for others', async (context) => {
  const { clock, sender, codes } = await openCodes(context);
  const languageOf = async (recipient: CodeRecipient, language?: 'en' | 'zh') => {
    clock.at += 3_600_000;
    await codes.send(recipient, 'sign-in', { ...caller, language });
    return sender.sent.at(-1)?.language;
  };
  assert.equal(await languageOf(phone), 'zh');
  assert.equal(await languageOf(phone, 'en'), 'en');
  assert.equal(await languageOf(abroad), 'en');
  assert.equal(await languageOf(abroad, 'zh'), 'zh');
  assert.equal(await languageOf(email, 'zh'), 'zh');
});

test('codes: a sender that cannot tell whether it can send is asked to send', async (context) => {
  const { parts, sender } = await openCodes(context);
  const codes = createCodes({ ...parts, sms: { sendCode: parts.sms.sendCode } });
  await codes.send(phone, 'sign-in', caller);
  assert.equal(sender.sent.length, 1);
});

test('codes: they are stored as they always were, so that one that was sent before an update works after it', async (context) => {
  const { db, parts, send, consume } = await openCodes(context);
  const code = await send();
  const { hash } = parts.keyring;
  const subject = hash('code-hash', 'sign-in\n+8613800138000');
  const stored = await db.selectFrom('codes').select(['subject', 'code_hash', 'tries']).execute();
  assert.deepEqual(stored, [{ subject, code_hash: hash('code-hash', `${subject}\n${code}`), tries: 0 }]);
  const hits = await db.selectFrom('limit_hits').select('key').execute();
  const recipient = hash('code-hash', '+8613800138000');
  assert.ok(
    hits.some(({ key }) => key.includes(recipient)),
    'and who was sent one is still known',
  );
  assert.ok(await consume(code));
});
