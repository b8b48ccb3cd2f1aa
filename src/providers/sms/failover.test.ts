import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { failureOf } from '../../../test/support/sms.ts';
import type { DomainError } from '../../core/errors.ts';
import type { SmsCode } from '../../core/ports.ts';
import { createBreaker } from '../breaker.ts';
import { createFailover } from './failover.ts';
import { SmsFailure, type SmsVerdict } from './failure.ts';
import {
  accountThrottled,
  destinationRejected,
  mayHaveFailed,
  outOfCredit,
  recipientRejected,
  recipientThrottled,
  refusesService,
  wrongAccount,
  wrongMessage,
} from './verdicts.ts';

const message: SmsCode = { to: '+8613800138000', purpose: 'sign-in', language: 'zh', code: '123456' };
const receipt = { Message: 'OK', RequestId: '1', Code: 'OK', BizId: '1' };

/** What a vendor does each time it is asked: sends, fails with a verdict, or hangs until it is told to end, or for ever. */
type Behaviour = 'sends' | SmsVerdict | 'hangs' | 'never ends';

function open(behaviours: Record<string, Behaviour[]>, options: { deadlineMs?: number; maxInFlight?: number } = {}) {
  const asked: string[] = [];
  const failures: string[] = [];
  const clock = { at: 0 };
  const vendors = Object.entries(behaviours).map(([name, list]) => ({
    vendor: {
      name,
      async send(_message: SmsCode, signal: AbortSignal) {
        asked.push(name);
        const behaviour = (list.length > 1 ? list.shift() : list[0]) as Behaviour;
        if (behaviour === 'sends') return receipt;
        if (behaviour === 'never ends') return new Promise<never>(() => {});
        if (behaviour !== 'hangs') throw new SmsFailure(name, behaviour);
        await once(signal, 'abort');
        throw new SmsFailure(name, mayHaveFailed);
      },
    },
    breaker: createBreaker({ failuresToOpen: 3, openMs: 1_000, now: () => clock.at, onTurn: () => undefined }),
  }));
  const onFailure = ({ vendor, verdict }: SmsFailure): void => void failures.push(`${vendor} ${verdict.reason}`);
  const sender = createFailover({ vendors, onFailure, pauseMs: 1, ...options });
  return { sender, asked, failures, clock };
}

const surelyNotSent: Array<[string, SmsVerdict, string[]]> = [
  ['the account is throttled', accountThrottled, ['a', 'b']],
  ['the account is out of credit', outOfCredit, ['a', 'b']],
  ['the account is set up wrongly', wrongAccount('the key'), ['a', 'b']],
  ['the template is set up wrongly', wrongMessage('the template'), ['a', 'b']],
  ['it does not send to that country', destinationRejected, ['a', 'b']],
  ['it cannot be reached, twice', refusesService, ['a', 'a', 'b']],
];

for (const [what, verdict, expected] of surelyNotSent) {
  test(`failover: the second vendor sends where of the first ${what}`, async () => {
    const { sender, asked } = open({ a: [verdict], b: ['sends'] });
    assert.deepEqual(await sender.sendCode(message), receipt);
    assert.deepEqual(asked, expected);
  });
}

const final: Array<[string, SmsVerdict, string, boolean]> = [
  ['it may have sent all the same', mayHaveFailed, 'sms.unavailable', true],
  ['it refuses the recipient', recipientRejected, 'sms.rejected', false],
  ['the recipient has had enough', recipientThrottled, 'sms.throttled', false],
];

for (const [what, verdict, code, mayHaveBeenSent] of final) {
  test(`failover: nobody else is asked, and nothing repeated, where ${what}`, async () => {
    const { sender, asked, failures } = open({ a: [verdict], b: ['sends'] });
    const failure = await failureOf(sender.sendCode(message));
    assert.equal(failure.code, code);
    assert.equal(failure.params.mayHaveBeenSent ?? false, mayHaveBeenSent);
    assert.deepEqual(asked, ['a']);
    assert.deepEqual(failures, [`a ${verdict.reason}`]);
  });
}

test('failover: what cannot be reached is asked once more, and then sends', async () => {
  const { sender, asked, failures } = open({ a: [refusesService, 'sends'] });
  assert.deepEqual(await sender.sendCode(message), receipt);
  assert.deepEqual(asked, ['a', 'a']);
  assert.deepEqual(failures, []);
});

test('failover: one message is repeated once, however many vendors cannot be reached', async () => {
  const { sender, asked } = open({ a: [refusesService], b: [refusesService] });
  assert.equal((await failureOf(sender.sendCode(message))).code, 'sms.unavailable');
  assert.deepEqual(asked, ['a', 'a', 'b']);
});

test('failover: the last vendor that was asked decides what the caller is told', async () => {
  const { sender } = open({ a: [accountThrottled], b: [outOfCredit] });
  assert.equal((await failureOf(sender.sendCode(message))).code, 'sms.out_of_credit');
});

for (const behaviour of ['hangs', 'never ends'] as const) {
  test(`failover: a vendor that ${behaviour} is given up at the deadline; it may have sent, nobody else is asked`, async () => {
    const { sender, asked } = open({ a: [behaviour], b: ['sends'] }, { deadlineMs: 30 });
    const failure = await failureOf(sender.sendCode(message));
    assert.equal(failure.code, 'sms.unavailable');
    assert.equal(failure.params.mayHaveBeenSent, true);
    assert.deepEqual(asked, ['a']);
  });
}

test('failover: the deadline is 3 s after the caller asked, whichever vendor is being asked then', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { sender, asked } = open({ a: [outOfCredit], b: ['hangs'] });
  let failure: DomainError | undefined;
  const sending = failureOf(sender.sendCode(message)).then((error) => {
    failure = error;
  });
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  await settle();
  assert.deepEqual(asked, ['a', 'b']);
  context.mock.timers.tick(2_999);
  await settle();
  assert.equal(failure, undefined);
  context.mock.timers.tick(1);
  await sending;
  assert.equal((failure as DomainError | undefined)?.code, 'sms.unavailable');
});

test('failover: a vendor that fails again and again is passed over, and with all passed over the answer is there at once', async () => {
  const { sender, asked, clock } = open({ a: [wrongAccount('the key')], b: ['sends', mayHaveFailed] });
  for (let count = 0; count < 3; count += 1) await sender.sendCode(message).catch(() => undefined);
  asked.length = 0;
  await failureOf(sender.sendCode(message));
  assert.deepEqual(asked, ['b'], 'a is open');
  asked.length = 0;
  const failure = await failureOf(sender.sendCode(message));
  assert.deepEqual([failure.code, failure.params.mayHaveBeenSent], ['sms.unavailable', undefined]);
  assert.deepEqual(asked, [], 'both are open');
  assert.equal(sender.canSend?.(), false);
  clock.at = 1_000;
  assert.equal(sender.canSend?.(), true, 'a trial is due');
  await failureOf(sender.sendCode(message));
  assert.deepEqual(asked, ['a', 'b'], 'each is tried once');
});

test('failover: of sends that race for the trial of a breaker one asks the vendor', async () => {
  const { sender, asked, clock } = open({ a: [mayHaveFailed, mayHaveFailed, mayHaveFailed, 'sends'] });
  for (let count = 0; count < 3; count += 1) await failureOf(sender.sendCode(message));
  asked.length = 0;
  clock.at = 1_000;
  const outcomes = await Promise.allSettled(Array.from({ length: 16 }, () => sender.sendCode(message)));
  assert.deepEqual(asked, ['a']);
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  await sender.sendCode(message);
  assert.deepEqual(asked, ['a', 'a'], 'it is closed again');
});

test('failover: refusals of recipients and throttling do not open a breaker', async () => {
  const verdicts = [recipientRejected, recipientThrottled, accountThrottled, outOfCredit, destinationRejected];
  const { sender, asked } = open({ a: [...verdicts, wrongMessage('the template'), 'sends'] });
  for (let count = 0; count < 6; count += 1) await failureOf(sender.sendCode(message));
  assert.deepEqual(await sender.sendCode(message), receipt);
  assert.equal(asked.length, 7);
});

test('failover: more sends at once than the bound are refused at once, and the bound frees itself', async () => {
  const { sender, asked } = open({ a: ['hangs'] }, { maxInFlight: 2, deadlineMs: 30 });
  const waiting = [sender.sendCode(message), sender.sendCode(message)].map(failureOf);
  const refused = await failureOf(sender.sendCode(message));
  assert.deepEqual([refused.code, refused.params.mayHaveBeenSent], ['sms.unavailable', undefined]);
  assert.equal(asked.length, 2);
  await Promise.all(waiting);
  await failureOf(sender.sendCode(message));
  assert.equal(asked.length, 3);
});

test('failover: a fault of our own counts as a message that may have left', async () => {
  const vendor = { name: 'a', send: async () => Promise.reject(new TypeError('a bug')) };
  const breaker = createBreaker({ onTurn: () => undefined });
  const sender = createFailover({ vendors: [{ vendor, breaker }], onFailure: () => undefined });
  const failure = await failureOf(sender.sendCode(message));
  assert.deepEqual([failure.code, failure.params.mayHaveBeenSent], ['sms.unavailable', true]);
});

test('failover: what is asked for too late is sent by nobody, and surely was not sent', async () => {
  const { sender, asked, failures } = open({ one: ['sends'] });
  const failure = await failureOf(sender.sendCode(message, { deadlineMs: 0 }));
  assert.equal(failure.code, 'sms.unavailable');
  assert.equal(failure.params.mayHaveBeenSent, undefined);
  assert.deepEqual(asked, []);
  assert.deepEqual(failures, ['sms unavailable']);
});

test('failover: a vendor that hangs is given up when the time that the caller has left is over', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { sender } = open({ one: ['hangs'] });
  const failing = failureOf(sender.sendCode(message, { deadlineMs: 20 }));
  context.mock.timers.tick(20);
  assert.equal((await failing).params.mayHaveBeenSent, true);
});
