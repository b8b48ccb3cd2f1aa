import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, describe, test } from 'node:test';
import { type House, openHouse } from '../src/compose.ts';
import { readConfig } from '../src/config.ts';
import { parseEmail, parsePhone } from '../src/core/accounts/identifiers.ts';
import { makeAccount } from '../src/generate/made-account.ts';
import { collect, runPortico, spawnPortico, temporaryDataDir } from './support/process.ts';

const plan = { seed: 1, endAt: Date.parse('2026-11-20T00:00:00Z'), passwordVerifier: undefined };

test('generated accounts: one seed makes the same ones, another seed others', () => {
  const make = (seed: number, n: number) => makeAccount({ ...plan, seed }, n, n / 500).row;
  const seen = new Set<string>();
  for (let n = 0; n < 500; n += 1) {
    assert.deepEqual(make(1, n), make(1, n));
    assert.notDeepEqual(make(1, n), make(2, n));
    seen.add(make(1, n).openid);
  }
  assert.equal(seen.size, 500);
});

test('generated accounts: phones and addresses are valid, no mail reaches anybody, and all is of the two years before', () => {
  const areas = new Set<string>();
  for (let n = 0; n < 3_000; n += 1) {
    const { row, session } = makeAccount(plan, n, n / 3_000);
    if (row.phone) {
      assert.deepEqual(parsePhone(row.phone), { e164: row.phone, area: row.phone_area });
      areas.add(row.phone_area as string);
    }
    if (row.email) assert.ok(parseEmail(row.email) === row.email && row.email.endsWith('.example'), row.email);
    assert.ok(row.created_at < plan.endAt && row.created_at > plan.endAt - 2 * 366 * 86_400_000);
    assert.ok(!session || (session.at <= plan.endAt && row.status === 'active'));
    assert.equal(row.role, 'user');
  }
  assert.ok(areas.size >= 6, [...areas].join());
});

describe('generate', () => {
  const environmentOf = (dataDir: string) => ({ PORTICO_DATA_DIR: dataDir, PORTICO_LOG_LEVEL: 'silent' });
  const endings: Array<() => Promise<void> | void> = [];
  const context = { after: (ending: () => Promise<void> | void) => void endings.unshift(ending) };
  after(async () => {
    for (const end of endings) await end();
  });

  async function open(dataDir: string): Promise<House> {
    const house = await openHouse(readConfig(environmentOf(dataDir)));
    context.after(() => house.close());
    return house;
  }
  const count = async ({ database }: House): Promise<number> =>
    Number(
      (
        await database
          .selectFrom('accounts')
          .select((eb) => eb.fn.countAll().as('n'))
          .executeTakeFirst()
      )?.n,
    );

  test('generate: it adds so many, tells how far it is, and a second run adds more', async () => {
    const dataDir = temporaryDataDir(context);
    const words = ['generate', '--accounts', '2500', '--password', 'generated-1'];
    const first = await runPortico(words, environmentOf(dataDir));
    assert.deepEqual([first.status, first.stdout], [0, '2500\n']);
    assert.match(first.said.join('\n'), /80% {2}2000 of 2500 {2}\d+\/s {2}\d+ s left\n100% {2}2500 of 2500/);
    const second = await runPortico(['generate', '--accounts', '100'], environmentOf(dataDir));
    assert.equal(second.status, 0, second.stderr);

    const house = await open(dataDir);
    assert.equal(await count(house), 2_600);
    const { core, database } = house;
    assert.equal(await core.settings.find('account-terms'), 'all');
    const entries = await database.selectFrom('audit_log').select(['actor', 'action', 'details']).execute();
    assert.deepEqual(
      entries.map(({ actor, action, details }) => [actor, action, JSON.parse(details)]),
      [2_500, 100].map((added) => ['cli', 'accounts.generated', { seed: 1, count: added }]),
    );

    const somebody = await database
      .selectFrom('accounts')
      .selectAll()
      .where('handle', 'is not', null)
      .where('origin', '=', 'blog')
      .where('status', '=', 'active')
      .executeTakeFirstOrThrow();
    const found = await core.directory.find({ text: somebody.handle as string }, { direction: 'forward', limit: 5 });
    assert.ok(found.items.some(({ id }) => id === somebody.id));
    const identifier = { kind: 'handle', handleKey: somebody.handle_key as string } as const;
    const caller = { address: '127.0.0.1', userAgent: 'a test', exemptFromAddressLimits: true };
    const password = { form: 'plain', value: 'generated-1' } as const;
    assert.ok(
      await core.signIn.withPassword({ identifier, password, caller, contract: 'blog', unknownAccount: 'told' }),
    );
  });

  test('generate: Ctrl-C keeps whole batches, which can be searched', async () => {
    const dataDir = temporaryDataDir(context);
    const child = spawnPortico(['generate', '--accounts', '1000000'], environmentOf(dataDir));
    const output = collect(child);
    const ended = once(child, 'close');
    // The first twentieth is 50,000: long before it, batches are there.
    await waitFor(async () => /%/.test(output.stderr) || (await hasAccounts(dataDir)));
    child.kill('SIGINT');
    const [status] = await ended;
    assert.equal(status, 0, output.stderr);
    const added = Number(output.stdout);
    assert.ok(added > 0 && added < 1_000_000);
    assert.match(output.stderr, new RegExp(`Stopped: ${added} accounts were added`));
    const house = await open(dataDir);
    assert.equal(await count(house), added);
    assert.equal(await house.core.settings.find('account-terms'), 'all');
    const { items } = await house.core.directory.find({ text: '王' }, { direction: 'forward', limit: 5 });
    assert.equal(items.length, 5);
  });

  test('generate: production asks for --yes, and others write beside it', async () => {
    const dataDir = temporaryDataDir(context);
    const environment = {
      ...environmentOf(dataDir),
      PORTICO_MODE: 'production',
      PORTICO_SECRET_KEY: 'a-root-key-of-a-test-0123456789-0123456789',
    };
    const refused = await runPortico(['generate', '--accounts', '10'], environment);
    assert.deepEqual([refused.status, /--yes/.test(refused.stderr)], [1, true]);
    const running = runPortico(['generate', '--accounts', '40000', '--yes'], environment);
    const owners = await runPortico(['owner', 'create', '--handle', 'beside'], environment);
    assert.equal(owners.status, 0, owners.stderr);
    assert.equal((await running).status, 0);
  });

  async function hasAccounts(dataDir: string): Promise<boolean> {
    const { status, stdout } = await runPortico(['account', 'list'], environmentOf(dataDir));
    return status === 0 && stdout.split('\n').length > 100;
  }
});

async function waitFor(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
}
