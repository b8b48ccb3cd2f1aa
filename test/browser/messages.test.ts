import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createMobileClient, type MobilePerson } from '../support/mobile.ts';
import { startBrowserHouse, untilThreadHasFocus } from './browser-house.ts';

const house = await startBrowserHouse({ after });
const mobile = createMobileClient(house.portico);
const { page } = await house.visitAsOwner();

async function join(nickname: string): Promise<MobilePerson> {
  const person = await mobile.join();
  await mobile.send('PUT', '/personal/info', { nickname }, person.token);
  return person;
}
const read = async (person: MobilePerson, path: string) =>
  (await mobile.send('GET', path, undefined, person.token)).body.data;

test('console feedback: an answer that is typed, with a canned one in it, is unread in the app; the badge counts down', async () => {
  const person = await join('李雷');
  for (const content of ['第一条', '第二条']) {
    await mobile.send('POST', '/feedback', { feedback_content: content }, person.token);
  }
  await page.goto('/console/feedback');
  await page.getByRole('button', { name: '常用回复' }).click();
  await page.getByRole('button', { name: '新建常用回复' }).first().click();
  await page.getByLabel('名称').fill('致谢');
  await page.getByLabel('内容').fill('{name}，感谢您的反馈。');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByText('{name}，感谢您的反馈。').first().waitFor();
  await page.getByRole('dialog').first().getByRole('button', { name: '关闭' }).first().click();

  // J leads to the first of those that are shown.
  await page.getByRole('listitem').filter({ hasText: '第二条' }).first().waitFor();
  await page.keyboard.press('j');
  await page.getByRole('heading', { name: '李雷 的反馈' }).waitFor();
  await page.getByRole('list', { name: '往来内容' }).getByText('第二条').waitFor();
  await untilThreadHasFocus(page);
  await page.keyboard.press('r');
  await page.keyboard.type('下个版本会有。');
  await page.getByRole('article').getByRole('button', { name: '常用回复' }).click();
  await page.getByRole('button', { name: /致谢/ }).click();
  const box = page.getByLabel('回复内容');
  assert.equal(await box.inputValue(), '下个版本会有。\n李雷，感谢您的反馈。');
  await page.keyboard.press('Control+Enter');
  await page.getByText('用户未读').waitFor();
  assert.equal(await box.inputValue(), '');
  await page.getByTitle('1 条反馈未读').waitFor();

  assert.equal((await read(person, '/message/count?push_ids=')).feedback_count, 1);
  const [newest] = (await read(person, '/feedback')).data;
  const reply = await read(person, `/feedback/reply/${newest.id}`);
  assert.equal(reply.reply_content, '下个版本会有。\n李雷，感谢您的反馈。');
});

test('console feedback: what somebody else answered meanwhile is shown before a second answer goes out', async () => {
  const person = await join('韩梅梅');
  const { id } = (await mobile.send('POST', '/feedback', { feedback_content: '同时' }, person.token)).body.data;
  const other = await house.visitAsOwner();
  other.expectRefusals(412);
  await other.page.goto(`/console/feedback/${id}`);
  await untilThreadHasFocus(other.page);
  await other.page.getByLabel('回复内容').fill('第二个回复');
  await house.portico.portico.house.core.feedback.reply({ feedbackId: id, content: '第一个回复', managerId: 1 });
  await other.page.getByRole('button', { name: '发送回复' }).click();
  await other.page.getByText('有同事刚刚处理了这条反馈').waitFor();
  await other.page.getByRole('list', { name: '往来内容' }).getByText('第一个回复').waitFor();
  // The list beside it tells the same.
  await other.page.getByRole('listitem').filter({ hasText: '同时' }).getByText('已回复').first().waitFor();
  assert.equal(await other.page.getByLabel('回复内容').inputValue(), '第二个回复');
  assert.equal((await read(person, '/message/count?push_ids=')).feedback_count, 1);
});

test('console pushes: one that is written, confirmed and sent is in the app’s log and on its device', async () => {
  const person = await join('王小明');
  await mobile.send('POST', '/push/bind', { client_id: 'client-1', client_type: 'ios' }, person.token);
  await page.goto('/console/pushes');
  await page.getByRole('button', { name: '写推送' }).first().click();
  await page.getByLabel('标题').fill('维护通知');
  await page.getByLabel('内容').fill('今晚维护。');
  await page.getByRole('figure', { name: '通知预览' }).getByText('维护通知').waitFor();
  await page.getByLabel('指定账号').check();
  await page.getByRole('combobox', { name: '按姓名、手机、邮箱搜索账号' }).fill('王小');
  await page.locator('.ant-select-item-option-active').filter({ hasText: '王小明' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('1 台设备开启了推送').waitFor();
  await page.getByRole('button', { name: '下一步' }).click();
  const confirm = page.getByRole('dialog', { name: '发送这条推送？' });
  for (const words of ['维护通知', '今晚维护。', '发给 1 个账号。', '1 台设备会收到通知。'])
    await confirm.getByText(words, { exact: true }).waitFor();
  await confirm.getByRole('button', { name: '发送' }).click();
  await page.getByRole('row', { name: /维护通知.*已发送.*1 \/ 1 台/ }).waitFor();
  assert.equal((await read(person, '/push/log')).data[0].push_title, '维护通知');
  assert.ok(house.portico.outbox().some(({ to, text }) => to === 'client-1' && text === '维护通知\n今晚维护。'));
});

test('console pushes: one that is scheduled is changed, then cancelled, and never reaches the app', async () => {
  const person = await join('赵六');
  await page.goto('/console/pushes');
  await page.getByRole('button', { name: '写推送' }).first().click();
  await page.getByLabel('标题').fill('定时通知');
  await page.getByLabel('内容').fill('以后再说。');
  await page.getByLabel('定时发送').check();
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByText('请选择发送时间').waitFor();
  await page.getByRole('button', { name: '明天 09:00' }).click();
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('dialog', { name: '定时发送这条推送？' }).getByRole('button', { name: '定时发送' }).click();
  await page.getByText('待发送', { exact: true }).first().click();
  await page.getByRole('button', { name: /定时通知/ }).click();
  await page.getByRole('button', { name: '修改' }).click();
  await page.getByLabel('标题').fill('改过的通知');
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('dialog', { name: '保存修改？' }).getByRole('button', { name: '定时发送' }).click();
  await page.getByRole('heading', { name: '改过的通知' }).waitFor();
  await page.getByRole('button', { name: '取消发送' }).click();
  const confirm = page.getByRole('dialog', { name: '不再发送“改过的通知”？' });
  await confirm.getByRole('button', { name: '不再发送' }).click();
  await page.getByText('没有待发送的推送').waitFor();
  await page.goto('/console/pushes');
  await page.getByRole('row', { name: /改过的通知.*已取消.*取消于 刚刚/ }).waitFor();
  assert.ok(
    !(await read(person, '/push/log')).data.some((row: { push_title: string }) => row.push_title === '改过的通知'),
  );
});

test('console faq: a question is written beside its preview, moved by keyboard, and stands so in the app', async () => {
  const person = await mobile.join();
  await page.goto('/console/faqs');
  for (const title of ['怎么登录？', '怎么退出？']) {
    await page.getByRole('button', { name: '新建问题' }).first().click();
    const form = page.getByRole('dialog', { name: '新建问题' });
    await form.getByLabel('标题').fill(title);
    await form.getByLabel('分类').fill('账号');
    await form.getByLabel('内容').fill('<b>按提示</b>操作');
    // What looks like markup is shown as it was typed.
    await page.getByRole('figure', { name: 'App 预览' }).getByText('<b>按提示</b>操作').waitFor();
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('list', { name: '账号的问题' }).getByText(title).waitFor();
  }
  const titles = async () => (await read(person, '/faq')).data.map((row: { title: string }) => row.title);
  assert.deepEqual(await titles(), ['怎么退出？', '怎么登录？']);
  await page.getByRole('button', { name: '上移：怎么登录？' }).focus();
  const saved = page.waitForResponse((response) => response.url().endsWith('/faqs/order'));
  await page.keyboard.press('Enter');
  await saved;
  assert.deepEqual(await titles(), ['怎么登录？', '怎么退出？']);
  await page.locator('[aria-label="下移：怎么登录？"]:focus').waitFor();
  await page.getByRole('button', { name: '删除：怎么退出？' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
  await page.getByRole('button', { name: '删除：怎么退出？' }).waitFor({ state: 'detached' });
  assert.deepEqual(await titles(), ['怎么登录？']);
});
