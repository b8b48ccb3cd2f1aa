import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { transact } from '../../src/db/database.ts';
import { assertFits, changeView, keepScreenshot, openPage, startBrowserHouse } from './browser-house.ts';

const house = await startBrowserHouse({ after });
const { core, database } = house.portico.portico.house;
const by = { actor: 'account:1' };

/** As long as names are in earnest: a team's, and one that somebody pasted. */
const names = [45, 85].map((length) =>
  `Release pipeline of the desktop team in Shanghai, second floor, for nightly `.repeat(2).slice(0, length),
);
const [shorter = '', longer = ''] = names;
const unbroken = (length: number) => `v${'0123456789'.repeat(9)}`.slice(0, length);

const account = await transact(database, (tx) => core.accounts.create(tx, { origin: 'console', displayName: longer }));
for (const name of names) {
  const size = name.length;
  const { id } = await core.licences.create({ number: unbroken(size), note: name }, by);
  if (name === longer) await core.licences.bind(id, account.id, { by });
  await core.vault.create({ pin: unbroken(size), remark: name, ptKey: 'pt' } as never, by);
  await core.apiKeys.create({ name, rights: ['accounts:read', 'accounts:write', 'vault:reveal'] }, by);
  await core.signingKeys.create(name, by);
}
const key = await core.apiKeys.create({ name: `${shorter}!`, rights: ['releases:write'] }, by);
await core.releases.publish(
  { version: unbroken(45), channel: `beta-${'x'.repeat(27)}`, rolloutPercent: 20, fileName: '升级包.zip' },
  Readable.from(['x']),
  { actor: `api-key:${key.id}` },
);

for (const language of ['zh-CN', 'en'] as const) {
  test(`console tables (${language}): with names of any length every row's actions are in sight at 1280 px, and cards fit a phone`, async () => {
    const { page } = await house.visitAsOwner({ language });
    for (const path of ['/releases', '/licences', '/vault', '/keys', '/keys?tab=api']) {
      await changeView(page, 'light', 1280);
      await openPage(page, path);
      const name = `long-names${path.replace(/\W+/g, '-')}-${language}`;
      await keepScreenshot(page, `${name}-1280`);
      const buttons = page.locator('tbody tr[data-row-key] td:last-child button');
      await buttons.first().waitFor();
      for (const button of await buttons.all()) {
        const isInSight = await button.evaluate((element) => {
          const { left, right, top, bottom } = element.getBoundingClientRect();
          const shown = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
          return right <= window.innerWidth && (shown === element || element.contains(shown));
        });
        assert.ok(isInSight, path);
      }
      await changeView(page, 'light', 390);
      await keepScreenshot(page, `${name}-390`);
      await assertFits(page, path);
    }
  });
}
