import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type House, openHouse } from '../compose.ts';
import { dataPaths, readConfig } from '../config.ts';
import type { Credential } from './credentials-file.ts';
import { prepareFirstRun } from './first-run.ts';

function temporaryDataDir(t: TestContext): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'portico-first-run-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  return dataDir;
}

async function withHouse<T>(dataDir: string, work: (house: House) => Promise<T>, environment = {}): Promise<T> {
  const house = await openHouse(readConfig({ PORTICO_DATA_DIR: dataDir, PORTICO_LOG_LEVEL: 'silent', ...environment }));
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

function readNoted(dataDir: string): Credential[] {
  return readFileSync(dataPaths(dataDir).credentials, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(': ') as unknown as Credential);
}

test('a first start makes what is missing, answers it once, and notes it where its owner alone reads', async (t) => {
  const dataDir = temporaryDataDir(t);
  await withHouse(dataDir, async (house) => {
    const made = await prepareFirstRun(house);
    await assertValid(house, made);
    assert.deepEqual(readNoted(dataDir), made);
    assert.equal(statSync(dataPaths(dataDir).credentials).mode & 0o777, 0o600);
    assert.deepEqual(await prepareFirstRun(house), []);
    assert.deepEqual(readNoted(dataDir), made);
  });
});

test('what the operator chose is in force and is shown nowhere', async (t) => {
  const dataDir = temporaryDataDir(t);
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
    dataDir,
    async (house) => {
      assert.deepEqual(await prepareFirstRun(house), [['owner handle', 'boss']]);
      await assertValid(house, chosen);
      assert.ok(!readFileSync(dataPaths(dataDir).credentials, 'utf8').includes('chosen-'));
    },
    environment,
  );
});

for (const part of ['accounts', 'panelToken', 'signingKeys'] as const) {
  test(`a first start that broke off at ${part} is completed by the next, and all that is noted is valid`, async (t) => {
    const dataDir = temporaryDataDir(t);
    const breakOff = async (): Promise<never> => {
      throw new Error('the machine went down');
    };
    const broken = { create: breakOff, createFirst: breakOff, ensureFirst: breakOff };
    await withHouse(dataDir, async (house) => {
      const core = { ...house.core, [part]: { ...house.core[part], ...broken } };
      await assert.rejects(prepareFirstRun({ ...house, core }), /went down/);
    });
    await withHouse(dataDir, async (house) => {
      const made = await prepareFirstRun(house);
      assert.ok(made.length > 0);
      await assertValid(house, readNoted(dataDir));
    });
  });
}

test('two first starts at once make one owner', async (t) => {
  const dataDir = temporaryDataDir(t);
  await withHouse(dataDir, async (house) => {
    await Promise.all([prepareFirstRun(house), prepareFirstRun(house)]);
    const owners = (await house.core.accounts.list({ offset: 0, limit: 10 })).rows.filter(
      ({ role }) => role === 'owner',
    );
    assert.equal(owners.length, 1);
  });
});
