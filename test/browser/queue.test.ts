import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startBrowserHouse } from './browser-house.ts';
import { putJob } from './queue-cast.ts';

const house = await startBrowserHouse({ after });
const { portico } = house.portico;
const { page } = await house.visitAsOwner();
const mailsTo = (to: string) => house.portico.outbox().filter((line) => line.channel === 'email' && line.to === to);
const payloadFor = (to: string) => ({ to, purpose: 'reset-password', link: 'https://example.com/?token=x' });

test('console queue: the dashboard leads to a mail that failed for good; its reason is read, it is replayed, and it is sent', async () => {
  const id = await putJob(portico.house, { payload: payloadFor('first@example.com'), reason: '550 no such user' });
  const { core } = portico.house;
  await core.counters.add('sign-ins', 'desktop');
  await page.goto('/console/');
  await page.getByRole('link', { name: '未送达 1' }).click();
  await page.waitForURL(/\/console\/jobs$/);
  await page.getByRole('row', { name: new RegExp(`邮件 #${id}.*重置密码.*550 no such user.*104 次`) }).waitFor();
  await page.getByRole('button', { name: `重新执行 邮件 #${id}` }).click();
  await page.getByText('没有失败的任务').waitFor();
  assert.equal(mailsTo('first@example.com').length, 1);
  await page.getByRole('button', { name: /^邮件.*0 ?等待.*0 ?执行中.*0 ?失败/ }).waitFor();
});

test('console queue: all of a kind are replayed after asking; one whose root key is gone stays, and can only be discarded', async () => {
  for (let n = 0; n < 3; n += 1) await putJob(portico.house, { payload: payloadFor(`all-${n}@example.com`) });
  const gone = await putJob(portico.house, { isUnreadable: true });
  await putJob(portico.house, { kind: 'push', payload: { pushId: 9999, deviceIds: [1] } });
  await page.goto('/console/jobs');
  await page.getByRole('button', { name: '全部重新执行：邮件（4）' }).click();
  const question = page.getByRole('dialog', { name: '重新执行全部失败的邮件任务？' });
  await question.getByRole('button', { name: '全部重新执行' }).click();
  await page.getByText('3 个任务已重新排队').waitFor();
  await page.getByText('1 个无法解密，未执行').waitFor();
  for (let n = 0; n < 3; n += 1) assert.equal(mailsTo(`all-${n}@example.com`).length, 1);
  await page.getByRole('button', { name: /^邮件 ?\d/ }).click();
  await page.waitForURL(/kind=email/);
  const row = page.getByRole('row', { name: new RegExp(`邮件 #${gone}.*无法解密`) });
  await row.waitFor();
  assert.equal(await page.getByRole('button', { name: /^重新执行 / }).count(), 0);
  await page.getByRole('button', { name: `丢弃 邮件 #${gone}` }).click();
  await page
    .getByRole('dialog', { name: `丢弃 邮件 #${gone}？` })
    .getByRole('button', { name: '丢弃' })
    .click();
  await page.getByText('这一类型没有已失败的任务').waitFor();
  // Of the other kind there still is one.
  await page.getByRole('button', { name: '查看全部类型' }).click();
  await page.getByRole('link', { name: '推送 #9999' }).waitFor();
});

test('console queue: one that waits for its next try is tried now', async () => {
  const id = await putJob(portico.house, { state: 'retrying', payload: payloadFor('soon@example.com') });
  await page.goto('/console/jobs?state=waiting');
  await page.getByRole('button', { name: `立即执行 邮件 #${id}` }).click();
  await page.getByText('没有等待的任务').waitFor();
  assert.equal(mailsTo('soon@example.com').length, 1);
});

test('console queue: what somebody else replayed meanwhile is said in words', async () => {
  const other = await house.visitAsOwner();
  other.expectRefusals(404);
  const id = await putJob(portico.house, { payload: payloadFor('both@example.com') });
  // The list, which is loaded anew every few seconds, would tell it, too: after the first time it is not answered.
  let asked = 0;
  await other.page.route(/\/management\/v1\/jobs\?/, async (route) => {
    asked += 1;
    if (asked === 1) await route.continue();
  });
  await other.page.goto('/console/jobs');
  await other.page.getByRole('button', { name: `重新执行 邮件 #${id}` }).waitFor();
  await portico.house.core.jobAdministration.replay(id, { actor: 'cli' });
  await other.page.getByRole('button', { name: `重新执行 邮件 #${id}` }).click();
  await other.page.getByText('没有这个任务').waitFor();
  assert.equal(mailsTo('both@example.com').length, 1);
});
