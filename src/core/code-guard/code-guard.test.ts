import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createTestAudit, openTestDatabase } from '../../../test/support/database.ts';
import { openByAddress } from '../../../test/support/tested-database.ts';
import { type Database, transact } from '../../db/database.ts';
import { parsePhone } from '../accounts/identifiers.ts';
import { DomainError } from '../errors.ts';
import { createLimits } from '../limits/limits.ts';
import { defaultSettings, type SettingValues } from '../runtime-settings/definitions.ts';
import { createCodeGuard, type Reservation, readGuardRules } from './code-guard.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const start = Date.parse('2026-07-15T04:00:00Z'); // 12:00 in Shanghai
/** Budgets out of the way of what a test is about. */
const wide: Partial<SettingValues> = {
  'limits.codesPerAddressHour': 100_000,
  'limits.codesPerAddressDay': 100_000,
  'limits.codesPerPrefixHour': 100_000,
  'limits.codesPerCountryHour': '*=0',
  'limits.smsDailyCeiling': 0,
  'limits.smsBreakerMinimum': 0,
  'limits.smsBreakerOverallMinimum': 0,
};

interface Ask {
  to?: string;
  area?: string;
  from?: string;
  isExempt?: boolean;
}

async function open(context: TestContext, chosen: Partial<SettingValues> = {}) {
  const { db, address } = await openTestDatabase(context);
  const clock = { at: start, now: () => clock.at };
  const settings: SettingValues = { ...defaultSettings, ...wide, ...chosen };
  const refused: string[] = [];
  const proved = new Set<string>();
  const guardAt = (at: Database) =>
    createCodeGuard({
      db: at,
      clock,
      limits: createLimits({ db: at, clock }),
      audit: createTestAudit(at, clock),
      counters: { add: (name, label = '') => void (name === 'codes-refused' && refused.push(label)) },
      rules: () => readGuardRules(settings),
      isProved: async ({ e164 }) => proved.has(e164),
    });
  const guard = guardAt(db);
  /** Another process on the same database. */
  const openOther = () => {
    const other = openByAddress(address);
    context.after(() => other.destroy());
    return guardAt(other);
  };
  let sent = 0;
  /** A number that nobody was sent a code at before. */
  const freshNumber = () => {
    sent += 1;
    return String(13_800_000_000 + sent);
  };
  let tallyAt: number | null = null;
  const reserve = async (
    { to = freshNumber(), area, from = '203.0.113.1', isExempt = false }: Ask = {},
    by = guard,
  ) => {
    const phone = parsePhone(to, area) ?? assert.fail(to);
    const caller = { address: from, userAgent: '', exemptFromAddressLimits: isExempt };
    const reservation = await by.reserve({ recipientKey: phone.e164, phone, caller }, async (_tx, minute) => {
      tallyAt = minute;
    });
    return { phone, tallyAt, reservation };
  };
  /** What refused it; undefined: nothing. */
  const refusalOf = async (ask?: Ask, by = guard): Promise<string | undefined> => {
    try {
      await reserve(ask, by);
      return undefined;
    } catch (error) {
      assert.ok(error instanceof DomainError, String(error));
      return `${error.params.refusedBy}: ${error.code}`;
    }
  };
  /** Sends, and has so many of them typed in. */
  const send = async (count: number, typedIn = 0, ask: Ask = {}) => {
    for (let n = 0; n < count; n += 1) {
      const { phone, tallyAt: minute } = await reserve({ from: `203.0.113.${n}`, ...ask });
      if (n < typedIn && minute !== null) await transact(db, (tx) => guard.noteVerified(tx, phone, minute));
    }
  };
  const breaker = async (area: string) => (await guard.read()).breakers.find((each) => each.area === area);
  const actions = async () =>
    (await db.selectFrom('audit_log').select(['action', 'target', 'actor']).orderBy('id').execute())
      .filter(({ action }) => action.startsWith('sms-breaker'))
      .map(({ action, target, actor }) => `${actor} ${action} ${target}`);
  return { db, clock, settings, refused, proved, guard, openOther, reserve, refusalOf, send, breaker, actions };
}

type House = Awaited<ReturnType<typeof open>>;

/** A hundred at once, of two processes in turn: how many got past, and what the others were told. */
async function race({ refusalOf, guard, openOther }: House, askOf: (index: number) => Ask) {
  const guards = [guard, openOther()];
  const outcomes = await Promise.all(
    Array.from({ length: 100 }, (_, index) => refusalOf(askOf(index), guards[index % 2])),
  );
  return {
    passed: outcomes.filter((outcome) => outcome === undefined).length,
    refusals: [...new Set(outcomes.filter((outcome) => outcome !== undefined))],
  };
}

const phoneAt = (index: number) => String(13_800_000_000 + index);
const tooMany = 'code.too_many_sends';

const races: Array<[name: string, chosen: Partial<SettingValues>, askOf: (index: number) => Ask, refusal: string]> = [
  ['address', { 'limits.codesPerAddressHour': 7 }, () => ({}), `address: ${tooMany}`],
  ['address by the day', { 'limits.codesPerAddressDay': 7 }, () => ({}), `address: ${tooMany}`],
  [
    'number segment',
    { 'limits.codesPerPrefixHour': 7 },
    (index) => ({ to: phoneAt(index), from: `203.0.113.${index}` }),
    `segment: ${tooMany}`,
  ],
  [
    'country',
    { 'limits.codesPerCountryHour': '86=7,*=1' },
    (index) => ({ to: String(13_000_000_000 + index * 1_000_000), from: `203.0.113.${index}` }),
    `country: ${tooMany}`,
  ],
  [
    'day’s ceiling',
    { 'limits.smsPrices': '86=0.3,*=1', 'limits.smsDailyCeiling': 2 },
    (index) => ({ to: phoneAt(index) }),
    'ceiling: sms.unavailable',
  ],
];
const allowed: Record<string, number> = { 'day’s ceiling': 6 };

for (const [name, chosen, askOf, refusal] of races) {
  test(`code guard: of a hundred at once, from two processes, exactly those get past for which the ${name} has room`, async (t) => {
    const house = await open(t, chosen);
    assert.deepEqual(await race(house, askOf), { passed: allowed[name] ?? 7, refusals: [refusal] });
    assert.equal(house.refused.length, 100 - (allowed[name] ?? 7), 'each refusal is counted');
  });
}

test('code guard: of a hundred at once to one recipient one gets past; hour and day can be chosen', async (t) => {
  const house = await open(t, { 'limits.codesPerRecipientHour': 2, 'limits.codesPerRecipientDay': 3 });
  const to = '13900000000';
  assert.deepEqual(await race(house, (index) => ({ to, from: `203.0.113.${index}` })), {
    passed: 1,
    refusals: [`recipient: ${tooMany}`],
  });
  house.clock.at += minuteMs;
  assert.equal(await house.refusalOf({ to }), undefined);
  house.clock.at += minuteMs;
  assert.equal(await house.refusalOf({ to }), `recipient: ${tooMany}`);
  house.clock.at += hourMs;
  assert.equal(await house.refusalOf({ to }), undefined);
  house.clock.at += hourMs;
  assert.equal(await house.refusalOf({ to }), `recipient: ${tooMany}`);
});

test('code guard: what one budget refuses takes nothing from the others, and costs nothing', async (t) => {
  const { db, refusalOf, guard } = await open(t, { 'limits.codesPerPrefixHour': 1, 'limits.smsPrices': '*=1' });
  assert.equal(await refusalOf(), undefined);
  assert.equal(await refusalOf(), `segment: ${tooMany}`);
  assert.equal((await db.selectFrom('limit_hits').selectAll().execute()).length, 3);
  assert.deepEqual((await guard.read()).spend, {
    day: '2026-07-15',
    amountMicros: 1_000_000,
    ceilingMicros: undefined,
    messages: 1,
    isReached: false,
  });
});

test('code guard: prices and budgets are by calling code, and only countries that are served are sent to', async (t) => {
  const { guard, settings, refusalOf } = await open(t, {
    'limits.smsPrices': '86=0.045,1=0.06,*=0.5',
    'limits.codesPerCountryHour': '1=1,*=2',
  });
  const american = (n: number) => ({ to: `+1212555010${n}` });
  assert.equal(await refusalOf(american(1)), undefined);
  assert.equal(await refusalOf(american(2)), `country: ${tooMany}`);
  assert.equal(await refusalOf({ to: '+85251234567' }), undefined);
  assert.equal(await refusalOf(), undefined);
  assert.equal((await guard.read()).spend.amountMicros, 605_000);
  settings['limits.smsCountries'] = '86,852';
  assert.equal(await refusalOf({ to: '+442079460958' }), 'country-not-served: sms.rejected');
  assert.equal(await refusalOf({ to: '+85251234568' }), undefined);
  assert.equal(await refusalOf({ to: '+442079460958', isExempt: true }), 'country-not-served: sms.rejected');
});

test('code guard: what is counted for a country by the minute counts for its whole hour', async (t) => {
  const { clock, reserve, refusalOf } = await open(t, { 'limits.codesPerCountryHour': '*=1' });
  clock.at = start + 59_999;
  assert.equal(await refusalOf(), undefined);
  clock.at = start + 59_998 + hourMs;
  await assert.rejects(reserve(), { params: { refusedBy: 'country', retryAfterSeconds: 1 } });
  clock.at = start + minuteMs + hourMs;
  assert.equal(await refusalOf(), undefined);
});

test('code guard: a day’s ceiling begins anew at midnight of the server’s zone, on days of 23 and 25 hours too', async (t) => {
  const { clock, settings, refusalOf } = await open(t, { 'limits.smsPrices': '*=1', 'limits.smsDailyCeiling': 1 });
  const zones: Array<[zone: string, midnights: string[]]> = [
    ['Asia/Shanghai', ['2026-07-15T16:00:00Z', '2026-07-16T16:00:00Z']],
    ['Asia/Kathmandu', ['2026-08-01T18:15:00Z', '2026-08-02T18:15:00Z']],
    ['Europe/Berlin', ['2027-03-27T23:00:00Z', '2027-03-28T22:00:00Z', '2027-03-29T22:00:00Z']],
    ['Europe/Berlin', ['2027-10-30T22:00:00Z', '2027-10-31T23:00:00Z', '2027-11-01T23:00:00Z']],
  ];
  for (const [zone, midnights] of zones) {
    settings['server.timeZone'] = zone;
    for (const midnight of midnights) {
      clock.at = Date.parse(midnight);
      assert.equal(await refusalOf(), undefined, `${zone} ${midnight}`);
      clock.at += 1;
      assert.equal(await refusalOf(), 'ceiling: sms.unavailable');
    }
    clock.at = Date.parse(midnights.at(-1) ?? '') + 24 * hourMs - 1;
    assert.equal(await refusalOf(), 'ceiling: sms.unavailable', zone);
  }
});

test('code guard: what surely was not sent gives back the money and the recipient’s send, what may have left nothing', async (t) => {
  const { db, guard, reserve, refusalOf } = await open(t, { 'limits.smsPrices': '*=1', 'limits.smsDailyCeiling': 1 });
  const to = '13900000000';
  const settle = (reservation: Reservation, how: keyof Reservation) => transact(db, (tx) => reservation[how](tx));
  await settle((await reserve({ to })).reservation, 'giveBack');
  await settle((await reserve({ to })).reservation, 'leaveUnjudged');
  assert.equal(await refusalOf({ to }), `recipient: ${tooMany}`);
  assert.equal(await refusalOf(), 'ceiling: sms.unavailable');
  const { spend, breakers } = await guard.read();
  assert.deepEqual([spend.amountMicros, spend.messages, spend.isReached], [1_000_000, 1, true]);
  assert.deepEqual(
    breakers.map(({ sent }) => sent),
    [0, 0],
  );
});

const breaking: Partial<SettingValues> = {
  'limits.smsBreakerMinimum': 10,
  'limits.smsBreakerPercent': 20,
  'limits.smsBreakerPauseMinutes': 30,
  'limits.smsBreakerTrials': 5,
};
const open86 = 'breaker: sms.unavailable';

test('code guard: a breaker opens where too few of the codes that could have been typed in were, not before', async (t) => {
  const { clock, send, refusalOf, breaker, actions } = await open(t, breaking);
  await send(10, 1);
  assert.equal(await refusalOf(), undefined, 'there was no time to type them in');
  clock.at += 4 * minuteMs;
  assert.equal((await breaker('86'))?.state, 'closed', 'the next code finds out');
  assert.equal(await refusalOf(), open86);
  const { openedAt, openUntil, sent, verified, state } = (await breaker('86')) ?? {};
  assert.deepEqual([state, sent, verified], ['open', 11, 1]);
  assert.deepEqual([openedAt, openUntil], [clock.at, clock.at + 30 * minuteMs]);
  assert.equal(await refusalOf({ to: '+85251234567' }), undefined, 'other countries are served');
  assert.deepEqual(await actions(), ['system sms-breaker.opened sms-breaker:86']);
});

test('code guard: codes that enough people type in, or that are too few, open no breaker', async (t) => {
  const { clock, send, refusalOf } = await open(t, breaking);
  await send(9);
  clock.at += 4 * minuteMs;
  assert.equal(await refusalOf(), undefined, 'nine prove nothing');
  clock.at += hourMs;
  await send(20, 4);
  clock.at += 4 * minuteMs;
  assert.equal(await refusalOf(), undefined, 'a fifth was typed in');
});

test('code guard: after its pause a breaker lets a few through, pauses again without answer, and closes with one', async (t) => {
  const { clock, send, reserve, refusalOf, breaker, actions } = await open(t, breaking);
  await send(10);
  clock.at += 4 * minuteMs;
  assert.equal(await refusalOf(), open86);
  clock.at += 30 * minuteMs - 1;
  assert.equal(await refusalOf(), open86);
  clock.at += 1;
  await send(5);
  assert.equal((await breaker('86'))?.state, 'half-open');
  assert.equal(await refusalOf({ from: '198.51.100.1' }), open86, 'no sixth');
  clock.at += 4 * minuteMs;
  assert.equal(await refusalOf(), open86);
  const { state, sent, openedAt } = (await breaker('86')) ?? {};
  assert.deepEqual([state, sent, openedAt], ['open', 5, start + 4 * minuteMs], 'open since the first time');
  clock.at += 30 * minuteMs;
  await send(1, 1);
  await reserve({ from: '198.51.100.2' });
  assert.equal((await breaker('86'))?.state, 'closed');
  clock.at += 4 * minuteMs;
  await send(20);
  assert.deepEqual(await actions(), [
    'system sms-breaker.opened sms-breaker:86',
    'system sms-breaker.reopened sms-breaker:86',
    'system sms-breaker.closed sms-breaker:86',
  ]);
});

test('code guard: of a hundred at once a half-open breaker lets through those on trial alone, and one of each address', async (t) => {
  const house = await open(t, breaking);
  await house.send(10);
  house.clock.at += 4 * minuteMs;
  await house.refusalOf();
  house.clock.at += 30 * minuteMs;
  assert.deepEqual(await race(house, () => ({})), { passed: 1, refusals: [open86] }, 'one address takes one');
  assert.deepEqual(await race(house, (index) => ({ from: `198.51.100.${index}` })), { passed: 4, refusals: [open86] });
});

test('code guard: an operator closes a breaker, is in the audit log, and what was sent before is not held against it', async (t) => {
  const { clock, guard, send, refusalOf, actions } = await open(t, breaking);
  await send(10);
  clock.at += 4 * minuteMs;
  assert.equal(await refusalOf(), open86);
  const by = { actor: 'account:7', address: '198.51.100.1' };
  await Promise.all([guard.closeBreaker('86', by), guard.closeBreaker('86', by), guard.closeBreaker('1', by)]);
  await send(9);
  clock.at += 4 * minuteMs;
  assert.equal(await refusalOf(), undefined);
  assert.deepEqual(await actions(), [
    'system sms-breaker.opened sms-breaker:86',
    'account:7 sms-breaker.closed sms-breaker:86',
  ]);
});

test('code guard: who has proved a number gets codes while the breaker is open, and neither opens nor closes it', async (t) => {
  const { clock, proved, send, refusalOf, breaker } = await open(t, breaking);
  const known = ['+8613900000001', '+8613900000002', '+8613900000003'];
  for (const number of known) proved.add(number);
  await send(10);
  for (const to of known) assert.equal(await refusalOf({ to }), undefined);
  clock.at += 4 * minuteMs;
  assert.equal(await refusalOf(), open86);
  for (const to of known) assert.equal(await refusalOf({ to }), undefined);
  assert.equal((await breaker('86'))?.sent, 10);
});

test('code guard: while a breaker is open an address finds out no more numbers that are proved than it has codes', async (t) => {
  const { clock, proved, send, refusalOf } = await open(t, { ...breaking, 'limits.codesPerAddressHour': 3 });
  proved.add('+8613900000001');
  await send(10);
  clock.at += 4 * minuteMs;
  const from = '198.51.100.1';
  for (let n = 0; n < 3; n += 1) assert.equal(await refusalOf({ from }), open86);
  assert.equal(await refusalOf({ from }), `address: ${tooMany}`);
  assert.equal(await refusalOf({ from, to: '13900000001' }), `address: ${tooMany}`);
  assert.equal(await refusalOf({ from: '198.51.100.2', to: '13900000001' }), undefined);
});

test('code guard: the breaker over all stops what is spread over many countries, later than each of theirs', async (t) => {
  const { clock, send, refusalOf, breaker } = await open(t, {
    ...breaking,
    'limits.smsBreakerOverallMinimum': 30,
    'limits.smsBreakerOverallPercent': 5,
  });
  const [hongKong, uk, us] = ['+8525123', '+447400123', '+1212555'];
  const digits = (n: number, length: number) => String(n).padStart(length, '0');
  for (let n = 0; n < 9; n += 1) {
    await send(1, 0, {});
    await send(1, 0, { to: hongKong + digits(n, 4) });
    await send(1, 0, { to: uk + digits(n, 3) });
    await send(1, 0, { to: us + digits(n + 100, 4) });
  }
  clock.at += 4 * minuteMs;
  assert.equal(await refusalOf({ to: '+33612345678' }), open86);
  assert.equal((await breaker('*'))?.state, 'open');
  assert.equal(await refusalOf({ to: '13900000000', isExempt: true }), undefined, 'development’s loopback is spared');
});

test('code guard: what an operator changes holds for the next code', async (t) => {
  const { settings, clock, send, refusalOf } = await open(t, { ...breaking, 'limits.smsPrices': '*=1' });
  await send(10);
  settings['limits.smsDailyCeiling'] = 10;
  assert.equal(await refusalOf(), 'ceiling: sms.unavailable');
  settings['limits.smsDailyCeiling'] = 0;
  clock.at += 4 * minuteMs;
  assert.equal(await refusalOf(), open86);
  settings['limits.smsBreakerMinimum'] = 0;
  assert.equal(await refusalOf(), undefined);
});

test('code guard: a process that begins anew has forgotten nothing', async (t) => {
  const { clock, send, refusalOf, openOther } = await open(t, {
    ...breaking,
    'limits.smsPrices': '*=1',
    'limits.smsDailyCeiling': 10,
    'limits.codesPerAddressHour': 10,
  });
  await send(10, 0, { from: '203.0.113.1' });
  const anew = openOther();
  assert.equal(await refusalOf({}, anew), `address: ${tooMany}`);
  assert.equal(await refusalOf({ from: '203.0.113.2' }, anew), 'ceiling: sms.unavailable');
  clock.at += 4 * minuteMs;
  const from = '203.0.113.2';
  assert.equal(await refusalOf({ from }, anew), open86);
  assert.equal(await refusalOf({ from }, openOther()), open86);
});

test('code guard: development’s loopback has the recipient’s budget alone, and is counted nowhere else', async (t) => {
  const { guard, refusalOf } = await open(t, {
    'limits.codesPerAddressHour': 1,
    'limits.codesPerPrefixHour': 1,
    'limits.codesPerCountryHour': '*=1',
    'limits.smsPrices': '*=1',
    'limits.smsDailyCeiling': 1,
  });
  const isExempt = true;
  for (let n = 0; n < 3; n += 1) assert.equal(await refusalOf({ isExempt }), undefined);
  assert.equal(await refusalOf({ to: '13900000000', isExempt }), undefined);
  assert.equal(await refusalOf({ to: '13900000000', isExempt }), `recipient: ${tooMany}`);
  assert.equal((await guard.read()).spend.messages, 0);
  assert.equal(await refusalOf(), undefined);
});

test('code guard: told is what uses most of each budget, recipients without their names', async (t) => {
  const { guard, send } = await open(t, {
    'limits.codesPerAddressDay': 40,
    'limits.codesPerCountryHour': '86=100,*=3',
  });
  assert.deepEqual((await guard.read()).fullest, { recipient: null, address: null, segment: null, country: null });
  await send(3, 0, { from: '203.0.113.1' });
  await send(5, 0, { from: '203.0.113.2' });
  await send(2, 0, { to: '+85251234567', from: '203.0.113.3' }).catch(() => {});
  const { fullest } = await guard.read();
  assert.deepEqual(fullest.address, { key: '203.0.113.2', used: 5, most: 40, windowMs: 24 * hourMs });
  assert.deepEqual([fullest.segment?.key, fullest.segment?.used], ['+8613800', 8]);
  assert.deepEqual([fullest.country?.key, fullest.country?.used, fullest.country?.most], ['852', 1, 3]);
  assert.deepEqual([fullest.recipient?.key, fullest.recipient?.used], [undefined, 1]);
});
