import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { createTestData, type TestData } from '../../test/support/tested-database.ts';
import { type House, openHouse } from '../compose.ts';
import { dataPaths, readConfig } from '../config.ts';
import type { Credential } from './credentials-file.ts';
import { prepareFirstRun } from './first-run.ts';

async function temporaryData(t: TestContext): Promise<TestData> {
  const data = await createTestData();
  t.after(data.remove);
  return data;
}

async function withHouse<T>(data: TestData, work: (house: House) => Promise<T>, environment = {}): Promise<T> {
  const house = await openHouse(readConfig({ ...data.environment, PORTICO_LOG_LEVEL: 'silent', ...environment }));
  try {
    return await work(house);
  } finally {
    await house.close();
  }
}

async function assertValid({ core }: House, credentials: readonly Credential[]): Promise<void> {
  const values = Object.fromEntries(credentials);
  const owner = await core.accounts.findFirstOwner();
  assert.equal(owner?.handle, values['owner handle']);
  const password = { form: 'plain', value: values['owner password'] as string } as const;
  assert.ok(await core.hasher.matches(password, owner?.password_verifier));
  const caller = { address: '127.0.0.1', userAgent: '', exemptFromAddressLimits: true };
  await core.panelToken.authorize(values['panel api-token'] as string, caller);
  assert.equal(await core.signingKeys.findSecret(values['blog auth_key'] as string), values['blog auth_secret']);
}

function readNoted({ directory }: TestData): Credential[] {
  return readFileSync(dataPaths(directory).credentials, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(': ') as unknown as Credential);
}

test('a first start makes what is missing, answers it once, and notes it where its owner alone reads', async (t) => {
  const data = await temporaryData(t);
  await withHouse(data, async (house) => {
    const made = await prepareFirstRun(house);
    await assertValid(house, made);
    assert.deepEqual(readNoted(data), made);
    assert.equal(statSync(dataPaths(data.directory).credentials).mode & 0o777, 0o600);
    assert.deepEqual(await prepareFirstRun(house), []);
    assert.deepEqual(readNoted(data), made);
  });
});

test('what the operator chose is in force and is shown nowhere', async (t) => {
  const data = await temporaryData(t);
  const environment = {
    PORTICO_OWNER: 'boss',
    PORTICO_OWNER_PASSWORD: 'chosen-password',
    PORTICO_PANEL_TOKEN: 'chosen-token',
    PORTICO_BLOG_KEY: 'chosen-key',
    PORTICO_BLOG_SECRET: 'chosen-secret',
  };
  const chosen: Credential[] = [
    ['owner handle', 'boss'],
    ['owner password', 'chosen-password'],
    ['panel api-token', 'chosen-token'],
    ['blog auth_key', 'chosen-key'],
    ['blog auth_secret', 'chosen-secret'],
  ];
  await withHouse(
    data,
    async (house) => {
      assert.deepEqual(await prepareFirstRun(house), [['owner handle', 'boss']]);
      await assertValid(house, chosen);
      assert.ok(!readFileSync(dataPaths(data.directory).credentials, 'utf8').includes('chosen-'));
    },
    environment,
  );
});

for (const part of ['accounts', 'panelToken', 'signingKeys'] as const) {
  test(`a first start that broke off at ${part} is completed by the next, and all that is noted is valid`, async (t) => {
    const data = await temporaryData(t);
    const breakOff = async (): Promise<never> => {
      throw new Error('the machine went down');
    };
    const broken = { create: breakOff, createFirst: breakOff, ensureFirst: breakOff };
    await withHouse(data, async (house) => {
      const core = { ...house.core, [part]: { ...house.core[part], ...broken } };
      await assert.rejects(prepareFirstRun({ ...house, core }), /went down/);
    });
    await withHouse(data, async (house) => {
      const made = await prepareFirstRun(house);
      assert.ok(made.length > 0);
      await assertValid(house, readNoted(data));
    });
  });
}

test('two first starts at once make one owner', async (t) => {
  const data = await temporaryData(t);
  await withHouse(data, async (house) => {
    await Promise.all([prepareFirstRun(house), prepareFirstRun(house)]);
    const owners = (await house.core.accounts.list({ offset: 0, limit: 10 })).rows.filter(
      ({ role }) => role === 'owner',
    );
    assert.equal(owners.length, 1);
  });
});
