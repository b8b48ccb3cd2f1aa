import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { type House, openHouse } from '../src/compose.ts';
import { readConfig } from '../src/config.ts';
import { parsePhone } from '../src/core/accounts/identifiers.ts';
import { DomainError } from '../src/core/errors.ts';
import { transact } from '../src/db/database.ts';
import { query } from './support/postgres.ts';
import { createTestData, isPostgresRun, type TestData } from './support/tested-database.ts';

const by = { actor: 'cli', mayChangeOperators: true };
const caller = { address: '203.0.113.1', userAgent: 'test', exemptFromAddressLimits: true };

/** Two processes' worth of the house on one database, on which in the end nobody has waited for who waited for him. */
async function openTwo(context: TestContext): Promise<{ houses: [House, House]; data: TestData }> {
  const data = await createTestData();
  const open = () => openHouse(readConfig({ ...data.environment, PORTICO_LOG_LEVEL: 'silent' }));
  const houses: [House, House] = [await open(), await open()];
  context.after(async () => {
    for (const house of houses) await house.close();
    const deadlocks = await countDeadlocks(data.address);
    await data.remove();
    assert.equal(deadlocks, 0, `${deadlocks} deadlocks`);
  });
  return { houses, data };
}

/** Whoever is in one is held up for a second, and has only so many tries. */
async function countDeadlocks(address: string): Promise<number> {
  if (!isPostgresRun) return 0;
  const [row] = await query<{ deadlocks: string }>(
    address,
    'select deadlocks from pg_stat_database where datname = current_database()',
  );
  return Number(row?.deadlocks);
}

/** As many at once as both have connections. */
function race<T>(houses: readonly House[], work: (house: House, index: number) => Promise<T>, times = 20) {
  return Promise.allSettled(
    Array.from({ length: times }, (_, index) => work(houses[index % houses.length] as House, index)),
  );
}

/** How each ended: `done`, or the code that it was refused with. Whatever else went wrong is thrown. */
function codesOf(outcomes: ReadonlyArray<PromiseSettledResult<unknown>>): string[] {
  return outcomes.map((outcome) => {
    if (outcome.status === 'fulfilled') return 'done';
    assert.ok(outcome.reason instanceof DomainError, String(outcome.reason));
    return outcome.reason.code;
  });
}

const countOf = (codes: readonly string[], code: string): number => codes.filter((each) => each === code).length;

function createAccount({ core, database }: House, account: Partial<Parameters<typeof core.accounts.create>[1]> = {}) {
  return transact(database, (tx) => core.accounts.create(tx, { origin: 'mobile', ...account }));
}

test('two processes: of many accounts with one handle there is one, and the others are told which identifier it is', async (t) => {
  const { houses } = await openTwo(t);
  const outcomes = await race(houses, (house) => createAccount(house, { handle: 'same' }));
  const codes = codesOf(outcomes);
  assert.deepEqual([countOf(codes, 'done'), countOf(codes, 'identifier.taken')], [1, 19]);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') assert.equal(outcome.reason.params.identifier, 'handle');
  }
});

test('two processes: who proves a phone takes it from who typed it in, and never from who proved it meanwhile', async (t) => {
  const { houses } = await openTwo(t);
  const { database } = houses[0];
  for (let round = 0; round < 20; round += 1) {
    const phone = parsePhone(String(13_800_000_000 + round)) ?? assert.fail();
    const typedIn = await createAccount(houses[0], { origin: 'staff', phone: { value: phone, proved: false } });
    const outcomes = await Promise.allSettled([
      houses[0].core.accounts.approveForStaff(typedIn.id, 'cli'),
      createAccount(houses[1], { phone: { value: phone, proved: true } }),
    ]);
    codesOf(outcomes);
    const holders = database.selectFrom('accounts').select('id').where('phone', '=', phone.e164);
    assert.equal((await holders.where('phone_verified_at', 'is not', null).execute()).length, 1);
    const robbed = database.selectFrom('accounts').select('id').where('phone', 'is', null);
    assert.deepEqual(await robbed.where('phone_verified_at', 'is not', null).execute(), []);
  }
});

test('two processes: pushes that are sent at once are all in the log, each with a number of its own and none left out', async (t) => {
  const { houses } = await openTwo(t);
  const outcomes = await race(houses, ({ core }, index) =>
    core.pushes.create({ title: `${index}`, body: '', managerId: 1, to: 'everyone' }),
  );
  assert.deepEqual([...new Set(codesOf(outcomes))], ['done']);
  const rows = await houses[0].database.selectFrom('pushes').select('log_number').orderBy('log_number').execute();
  assert.deepEqual(
    rows.map(({ log_number }) => log_number),
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
});

test('two processes: a push whose time has come is released once', async (t) => {
  const { houses } = await openTwo(t);
  const [{ core, clock, database }] = houses;
  for (let n = 0; n < 20; n += 1) {
    await core.pushes.create({ title: 't', body: 'b', managerId: 1, to: 'everyone', sendAt: clock.now() + 60_000 });
  }
  await database.updateTable('pushes').set({ send_at: 1 }).execute();
  const released = await Promise.all(
    houses.flatMap((house) => [house, house]).map((house) => house.core.pushes.releaseDue()),
  );
  assert.equal(
    released.reduce((sum, each) => sum + each),
    20,
  );
});

test('two processes: entries of the vault that are put and removed at the same time fail nobody', async (t) => {
  const { houses } = await openTwo(t);
  const outcomes = await race(houses, async ({ core }, index) =>
    index % 4 < 2 ? core.vault.put({ pin: 'pin', ptKey: `${index}` }, by) : core.vault.remove(['pin'], by),
  );
  assert.deepEqual([...new Set(codesOf(outcomes))], ['done']);
});

test('two processes: licences with the same numbers are made once, and the others are told which numbers', async (t) => {
  const { houses } = await openTwo(t);
  for (let round = 0; round < 10; round += 1) {
    const numbers = Array.from({ length: 100 }, (_, n) => `${round}-${n}`);
    const outcomes = await race(houses, ({ core }, index) =>
      core.licences.createBatch({ numbers: index % 4 < 2 ? numbers : numbers.toReversed() }, by),
    );
    const codes = codesOf(outcomes);
    assert.deepEqual([countOf(codes, 'done'), countOf(codes, 'licence.taken')], [1, 19]);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') assert.equal(outcome.reason.params.fields.length, 100);
    }
  }
});

test('two processes: a release that many publish at once is there once, with its file', async (t) => {
  const { houses } = await openTwo(t);
  const outcomes = await race(houses, ({ core }) =>
    core.releases.publish({ version: '1.0', fileName: 'tool.zip' }, Readable.from([Buffer.from('zip')]), by),
  );
  assert.deepEqual([...new Set(codesOf(outcomes))], ['done']);
  const ids = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.id : 0));
  assert.equal(new Set(ids).size, 1);
  const { read } = await houses[1].core.releases.openById(ids[0] as number);
  assert.equal(Buffer.concat(await read().toArray()).toString(), 'zip');
});

test('two processes: an endpoint that is removed while events happen keeps none of them from happening', async (t) => {
  const { houses } = await openTwo(t);
  const [{ core, database }] = houses;
  const endpoints = await Promise.all(
    Array.from({ length: 2 }, (_, n) =>
      core.webhooks.endpoints.create(
        { url: `https://example.com/${n}`, description: '', events: ['account.created'] },
        by,
      ),
    ),
  );
  const outcomes = await race(houses, async (house, index) => {
    const endpoint = index % 10 === 5 ? endpoints[Math.floor(index / 10)] : undefined;
    return endpoint ? house.core.webhooks.endpoints.remove(endpoint.id, { by }) : createAccount(house);
  });
  assert.deepEqual([...new Set(codesOf(outcomes))], ['done']);
  assert.deepEqual(await database.selectFrom('webhook_deliveries').select('id').execute(), []);
});

test('two processes: an account that is frozen while it signs in has no session left, one that is removed nothing at all', async (t) => {
  const { houses } = await openTwo(t);
  const [{ core, database }] = houses;
  const password = { form: 'plain', value: 'right-password-1' } as const;
  const passwordVerifier = await core.hasher.createVerifier(password);
  for (const end of ['freeze', 'remove'] as const) {
    const { id } = await createAccount(houses[0], { handle: `person-${end}`, passwordVerifier });
    const identifier = { kind: 'handle', handleKey: `person-${end}` } as const;
    const attempt = { contract: 'mobile', identifier, password, caller, unknownAccount: 'told' } as const;
    const signIns = Array.from({ length: 20 }, (_, n) =>
      (houses[n % 2] as House).core.signIn.withPasswordOpaque(attempt),
    );
    const ending = core.accountAdministration[end](id, { by });
    codesOf(await Promise.allSettled(signIns));
    await ending;
    const live = database
      .selectFrom('sessions')
      .select('id')
      .where('account_id', '=', id)
      .where('ended_at', 'is', null);
    assert.deepEqual(await live.execute(), [], end);
    const known = await database.selectFrom('known_devices').select('device').where('account_id', '=', id).execute();
    if (end === 'remove') assert.deepEqual(known, []);
  }
});

test('two processes: of many with one repeated request one does it', async (t) => {
  const { houses } = await openTwo(t);
  const held = codesOf(await race(houses, ({ core }) => core.idempotency.take({ key: 'k', request: 'r' })));
  assert.deepEqual([countOf(held, 'done'), countOf(held, 'request.in_progress')], [1, 19]);
  const expiresAt = houses[0].clock.now() + 600_000;
  const claimed = codesOf(await race(houses, ({ core }) => core.replays.claim('k', expiresAt)));
  assert.deepEqual([countOf(claimed, 'done'), countOf(claimed, 'signature.repeated')], [1, 19]);
});

test('a signed write that another process is doing is not done again by one that began since; after a crash of the only one it is', async (t) => {
  const { houses, data } = await openTwo(t);
  const expiresAt = houses[0].clock.now() + 600_000;
  await houses[0].core.replays.claim('k', expiresAt);
  const later = await openHouse(readConfig({ ...data.environment, PORTICO_LOG_LEVEL: 'silent' }));
  try {
    const [code] = codesOf(await Promise.allSettled([later.core.replays.claim('k', expiresAt)]));
    assert.equal(code, isPostgresRun ? 'signature.repeated' : 'done');
  } finally {
    await later.close();
  }
});

test('two processes: of many uses of one link for a new password one sets it', async (t) => {
  const { houses } = await openTwo(t);
  const { id } = await createAccount(houses[0]);
  const { token } = await houses[0].core.passwordResets.create(id, { by });
  const codes = codesOf(
    await race(houses, ({ core }, index) => core.passwordResets.consume(token, `a long password ${index}`, caller)),
  );
  assert.equal(countOf(codes, 'done'), 1);
  assert.ok(
    codes.every((code) => ['done', 'reset_link.wrong', 'password.overloaded'].includes(code)),
    codes.join(),
  );
});

test('two processes: the first signing key is made once', async (t) => {
  const { houses } = await openTwo(t);
  const outcomes = await race(houses, ({ core }) => core.signingKeys.ensureFirst());
  const made = outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value !== undefined);
  assert.deepEqual([made.length, countOf(codesOf(outcomes), 'done')], [1, 20]);
});

test('two processes: codes that are sent and typed in at the same time are all counted, and wait for nobody', async (t) => {
  const { houses } = await openTwo(t);
  const [{ core, database }] = houses;
  const outside = { ...caller, exemptFromAddressLimits: false };
  const phoneAt = (index: number) => parsePhone(String(13_000_000_000 + index * 1_000_000)) ?? assert.fail();
  const guarded = (house: House, index: number) =>
    house.core.codeGuard.reserve(
      { recipientKey: `r${index}`, phone: phoneAt(index), caller: { ...outside, address: `203.0.113.${index}` } },
      async () => {},
    );
  await guarded(houses[0], 100);
  const { minute_at: minuteAt } = await database
    .selectFrom('code_tallies')
    .select('minute_at')
    .executeTakeFirstOrThrow();
  const outcomes = await race<unknown>(houses, (house, index) =>
    index % 2
      ? guarded(house, index)
      : transact(house.database, (tx) => core.codeGuard.noteVerified(tx, phoneAt(index), minuteAt)),
  );
  assert.deepEqual([...new Set(codesOf(outcomes))], ['done']);
  const { verified } = await database
    .selectFrom('code_tallies')
    .select('verified')
    .where('area', '=', '86')
    .where('minute_at', '=', minuteAt)
    .executeTakeFirstOrThrow();
  assert.equal(verified, 10);
});
