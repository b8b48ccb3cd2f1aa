import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startBrowserHouse } from './browser-house.ts';

const house = await startBrowserHouse({ after });
const { core } = house.portico.portico.house;
const by = { actor: 'account:1' };
// The browser stands in Shanghai, half a day further on.
const zone = 'America/New_York';
await core.runtimeSettings.change({ values: { 'server.timeZone': zone }, reset: [] }, { by });
const now = Date.now();
const print = (at: number): string => new Date(at).toLocaleString('sv-SE', { timeZone: zone });
const { page } = await house.visitAsOwner();

test('console: times are printed in the zone of the server, which every page names', async () => {
  await page.goto('/console/audit?action=settings.changed');
  const told = page.locator('tbody time').first();
  assert.equal(await told.textContent(), print(Date.parse((await told.getAttribute('datetime')) ?? '')));
  for (const path of ['/audit', '/accounts', '/licences', '/pushes', '/me']) {
    await page.goto(`/console${path}`);
    await page.getByText(/^时间按服务器时区显示：America\/New_York（UTC-0\d:00）$/).waitFor();
  }
});

test('console: a day of a filter is one of the server, at the audit log and at the accounts', async () => {
  const day = print(now).slice(0, 10);
  const asked = async (path: string, wanted: RegExp): Promise<URLSearchParams> => {
    const [request] = await Promise.all([
      page.waitForRequest((each) => wanted.test(new URL(each.url()).pathname)),
      page.goto(`/console${path}?from=${day}&to=${day}`),
    ]);
    return new URL(request.url()).searchParams;
  };
  const audit = await asked('/audit', /v1\/audit$/);
  const accounts = await asked('/accounts', /v1\/accounts$/);
  assert.deepEqual(
    [audit.get('from'), audit.get('to')],
    [accounts.get('createdFrom'), accounts.get('createdTo')],
    'both begin and end the same way',
  );
  const [from = 0, to = 0] = [audit.get('from'), audit.get('to')].map((at) => Date.parse(at ?? ''));
  assert.deepEqual([print(from).slice(11), print(to).slice(11)], ['00:00:00', '00:00:00']);
  assert.ok(from <= now && now < to);
});

test('console: a licence that is to end on a day ends with that day on the server', async () => {
  const { id } = await core.licences.create({ number: 'ZONED-1' }, by);
  await page.goto(`/console/licences/${id}`);
  await page.getByRole('button', { name: '编辑' }).click();
  const end = page.getByRole('dialog').getByLabel('到期时间');
  await end.fill('2030-01-01');
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByText('已保存').waitFor();
  const { expires_at: expiresAt } = await core.licences.get(id);
  assert.equal(print(expiresAt ?? 0), '2030-01-01 23:59:59');
  await page.locator('#content').getByText('2030-01-01').waitFor();
});
