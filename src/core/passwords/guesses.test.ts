import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openTestDatabase } from '../../../test/support/database.ts';
import { until } from '../../../test/support/until.ts';
import { transact } from '../../db/database.ts';
import { insertAccount } from '../accounts/accounts.store.ts';
import { toNewRow } from '../accounts/new-account.ts';
import { DomainError } from '../errors.ts';
import { createKeyring } from '../keyring/keyring.ts';
import { createPasswordGuesses, type GuessSubject, isPasswordRefusal } from './guesses.ts';

const start = 1_700_000_000_000;
const from = (userAgent: string, address = '203.0.113.1') => ({ address, userAgent, exemptFromAddressLimits: false });
const stranger = from('a stranger');
const phone = from('the phone of the owner');
const locked = { code: 'password.locked' };
const waits = (retryAfterSeconds: number) => ({ code: 'password.too_many_tries', params: { retryAfterSeconds } });

async function open(context: TestContext) {
  const { db } = await openTestDatabase(context);
  const clock = { at: start, now: () => clock.at };
  const guesses = createPasswordGuesses({
    db,
    keyring: createKeyring(['a root key of more than 32 characters']),
    clock,
  });
  const join = async () => {
    const { id } = await transact(db, (tx) => insertAccount(tx, toNewRow({ origin: 'mobile' }, start)));
    return { accountId: id };
  };
  const attempt = (isRight: boolean, subject: GuessSubject, caller = stranger) =>
    guesses.attempt(subject, caller, {
      judge: async () => isRight,
      succeed: (settle) => transact(db, async (tx) => settle(tx)).then(() => 'in' as const),
    });
  const fail = async (times: number, subject: GuessSubject, caller = stranger): Promise<void> => {
    for (let time = 0; time < times; time += 1) assert.equal(await attempt(false, subject, caller), undefined);
  };
  const remember = (subject: { accountId: number }, caller: typeof phone) =>
    transact(db, (tx) => guesses.rememberDevice(tx, subject.accountId, caller));
  const setFailures = (failures: number) => db.updateTable('password_guesses').set({ failures }).execute();
  return { db, clock, guesses, join, attempt, fail, remember, setFailures };
}

test('guesses: after five wrong passwords each try waits, twice as long as the one before, and never above 15 minutes', async (context) => {
  const { clock, join, attempt, fail } = await open(context);
  const subject = await join();
  await fail(5, subject);
  for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
    await assert.rejects(attempt(true, subject), waits(seconds));
    clock.at += 1_000 * seconds - 1;
    await assert.rejects(attempt(true, subject), waits(1));
    clock.at += 1;
    await fail(1, subject);
  }
});

test('guesses: a refused try is not judged, is not counted and makes nobody wait longer', async (context) => {
  const { db, clock, join, guesses, attempt, fail } = await open(context);
  const subject = await join();
  await fail(5, subject);
  const before = await db.selectFrom('password_guesses').selectAll().execute();
  const judge = () => assert.fail('judged');
  await assert.rejects(guesses.attempt(subject, stranger, { judge, succeed: judge }), waits(1));
  assert.deepEqual(await db.selectFrom('password_guesses').selectAll().execute(), before);
  clock.at += 1_000;
  assert.equal(await attempt(true, subject), 'in');
});

test('guesses: a hundred wrong passwords in a row lock, however long one waits, until they are cleared', async (context) => {
  const { db, clock, join, guesses, attempt, fail, setFailures } = await open(context);
  const subject = await join();
  await fail(1, subject);
  await setFailures(99);
  await fail(1, subject);
  await assert.rejects(attempt(true, subject), locked);
  clock.at += 10 * 365 * 86_400_000;
  await assert.rejects(attempt(true, subject), locked);
  await transact(db, (tx) => guesses.clear(tx, subject.accountId));
  assert.equal(await attempt(true, subject), 'in');
});

test('guesses: a right password forgets the wrong ones before it', async (context) => {
  const { join, attempt, fail } = await open(context);
  const subject = await join();
  for (let round = 0; round < 3; round += 1) {
    await fail(4, subject);
    assert.equal(await attempt(true, subject), 'in');
  }
});

test('guesses: a device that signed in before has a count of its own, all strangers share one', async (context) => {
  const { clock, join, attempt, fail, remember } = await open(context);
  const subject = await join();
  await remember(subject, phone);
  await fail(5, subject, from('a stranger'));
  await assert.rejects(attempt(true, subject, from('another stranger')), waits(1));
  await assert.rejects(
    attempt(true, subject, from(phone.userAgent, '203.0.113.2')),
    waits(1),
    'the same from elsewhere',
  );
  assert.equal(await attempt(true, subject, phone), 'in');
  await assert.rejects(attempt(true, subject), waits(1), 'who signs in ends no wait of strangers');
  await fail(5, subject, phone);
  await assert.rejects(attempt(true, subject, phone), waits(1));
  clock.at += 1_000;
  assert.equal(await attempt(true, subject), 'in');
  assert.equal(await attempt(true, subject, phone), 'in');
});

test('guesses: clearing ends the waits of an account on every device, and of no other account', async (context) => {
  const { db, join, guesses, attempt, fail, remember } = await open(context);
  const [subject, other] = [await join(), await join()];
  await remember(subject, phone);
  await fail(5, subject);
  await fail(5, subject, phone);
  await fail(5, other);
  await transact(db, (tx) => guesses.clear(tx, subject.accountId));
  assert.equal(await attempt(true, subject), 'in');
  assert.equal(await attempt(true, subject, phone), 'in');
  await assert.rejects(attempt(true, other), waits(1));
});

test('guesses: an identifier without an account waits as an account does, and is stored in no readable form', async (context) => {
  const { db, join, attempt, fail } = await open(context);
  const nobody = { unknownIdentifier: 'nobody@example.com' };
  await fail(5, nobody);
  await assert.rejects(attempt(false, nobody), waits(1));
  await assert.rejects(attempt(false, nobody, phone), waits(1), 'nobody has a device');
  await fail(5, { unknownIdentifier: 'somebody@example.com' });
  const { accountId } = await join();
  await fail(5, { unknownIdentifier: String(accountId) });
  await fail(4, { accountId });
  const stored = await db.selectFrom('password_guesses').selectAll().execute();
  assert.equal(stored.length, 4);
  assert.ok(!JSON.stringify(stored).includes('example.com'));
  assert.ok(!JSON.stringify(stored).includes(stranger.userAgent));
});

test('guesses: a try that could not be judged counts as none, makes nobody wait, and its failure is passed on', async (context) => {
  const { db, clock, join, guesses, attempt, fail } = await open(context);
  const subject = await join();
  const failure = new DomainError('password.overloaded');
  const attemptUnjudged = (meanwhile = async () => {}) =>
    guesses.attempt(subject, stranger, {
      judge: () => meanwhile().then(() => Promise.reject(failure)),
      succeed: () => assert.fail('succeeded'),
    });
  const count = async () =>
    (await db.selectFrom('password_guesses').select('failures').executeTakeFirstOrThrow()).failures;
  await fail(4, subject);
  for (let time = 0; time < 3; time += 1) await assert.rejects(attemptUnjudged(), failure);
  assert.equal(await count(), 4);
  await fail(1, subject);
  await assert.rejects(attempt(true, subject), waits(1));
  clock.at += 1_000;
  const failMeanwhile = async () => {
    clock.at += 2_000;
    await fail(1, subject);
  };
  await assert.rejects(attemptUnjudged(failMeanwhile), failure);
  assert.equal(await count(), 6);
  await assert.rejects(attempt(true, subject), waits(4), 'a later wrong one keeps its wait');
  clock.at += 4_000;
  assert.equal(await attempt(true, subject), 'in');
});

test('guesses: four passwords of an account are judged at once, 256 wait, and the next is refused', async (context) => {
  const { join, guesses, attempt } = await open(context);
  const [subject, other] = [await join(), await join()];
  const mayEnd = Promise.withResolvers<void>();
  const counts = { judged: 0, atOnce: 0, most: 0 };
  const judge = async () => {
    counts.judged += 1;
    counts.atOnce += 1;
    counts.most = Math.max(counts.most, counts.atOnce);
    await mayEnd.promise;
    counts.atOnce -= 1;
    return true;
  };
  const ask = () => guesses.attempt(subject, stranger, { judge, succeed: async (settle) => void settle });
  const overloaded = { code: 'password.overloaded' };
  const asked = Array.from({ length: 4 + 256 + 1 }, ask);
  // Whichever comes last: none of the others ends before it may.
  await assert.rejects(Promise.race(asked), overloaded);
  await until(() => counts.judged === 4);
  assert.equal(await attempt(true, other), 'in', 'another account has a line of its own');
  await assert.rejects(ask(), overloaded);
  assert.deepEqual(counts, { judged: 4, atOnce: 4, most: 4 });
  mayEnd.resolve();
  const outcomes = await Promise.allSettled(asked);
  const refused = outcomes.filter(
    (outcome) => outcome.status === 'rejected' && outcome.reason.code === overloaded.code,
  );
  assert.equal(refused.length, 1);
  assert.equal(counts.most, 4);
});

test('guesses: a device is new where another signed in before; the first of all and a known one are not', async (context) => {
  const { db, clock, join, remember } = await open(context);
  const [subject, other] = [await join(), await join()];
  assert.equal(await remember(subject, phone), false, 'the first of all');
  assert.equal(await remember(other, stranger), false, 'the first of another account');
  assert.equal(await remember(subject, stranger), true);
  clock.at += 1_000;
  assert.equal(await remember(subject, phone), false);
  const devices = db.selectFrom('known_devices').select('last_seen_at').where('account_id', '=', subject.accountId);
  const seen = await devices.orderBy('last_seen_at').execute();
  assert.deepEqual(
    seen.map((device) => device.last_seen_at - start),
    [0, 1_000],
  );
});

test('guesses: a refusal because of passwords is told from every other failure', () => {
  for (const code of ['password.wrong', 'password.too_many_tries', 'password.locked'] as const) {
    assert.equal(isPasswordRefusal(new DomainError(code)), true, code);
  }
  for (const error of [new DomainError('password.overloaded'), new DomainError('session.invalid'), new Error('x'), 1]) {
    assert.equal(isPasswordRefusal(error), false, String(error));
  }
});

test('guesses: they are stored as they always were, so that an update ends no wait and makes no device a stranger', async (context) => {
  const { db, join, fail, remember } = await open(context);
  const { accountId } = await join();
  const { hash } = createKeyring(['a root key of more than 32 characters']);
  const device = hash('device-hash', `${phone.address}\n${phone.userAgent}`).slice(0, 22);
  await remember({ accountId }, phone);
  await fail(1, { accountId });
  await fail(1, { accountId }, phone);
  await fail(1, { unknownIdentifier: 'nobody' });
  const unknown = `unknown:${hash('device-hash', 'nobody').slice(0, 22)}`;
  const stored = db.selectFrom('password_guesses').select(['subject', 'device']).orderBy('subject').orderBy('device');
  assert.deepEqual(await stored.execute(), [
    { subject: `account:${accountId}`, device: '' },
    { subject: `account:${accountId}`, device },
    { subject: unknown, device: '' },
  ]);
  assert.deepEqual(await db.selectFrom('known_devices').select('device').execute(), [{ device }]);
});
