import { Readable } from 'node:stream';
import type { Account } from '../core/accounts/accounts.ts';
import type { Core } from '../core/core.ts';
import { webhookEvents } from '../core/webhooks/webhooks.ts';

/** What demo contents belong to, and in whose name they are made. */
export interface DemoPeople {
  test: Account;
  mobile: Account;
  expired: Account;
  revoked: Account;
  admin: Account;
}

const actor = 'cli';
const dayMs = 86_400_000;
const wholeList = { offset: 0, limit: 100 };

/** The pair that the blog's document signs its example with (B8). */
const documentKeyPair = { authKey: 'fwCWYMqmRINlRtMp', secret: 'G7qMjMTRYkG7tuc9zujGvkVImW4WJ5kh' };

const faqs = [
  { title: '如何修改密码？', content: '在“我的”页面选择“修改密码”，按提示操作即可。', category: '账号' },
  { title: '收不到验证码怎么办？', content: '请检查手机号是否正确，60 秒后可以重新获取。', category: '账号' },
  { title: '如何升级桌面程序？', content: '程序启动时会自动检查新版本。', category: '桌面端' },
];
const categories = [
  { name: '功能建议', description: '希望增加或改进的功能' },
  { name: '问题反馈', description: '使用中遇到的问题' },
];
const cannedAnswers = [
  { title: '感谢反馈', content: '{name}，您好！感谢您的反馈，我们会尽快处理。' },
  { title: '请升级', content: '这个问题在 1.1.0 版本中已经修复，请升级后再试。' },
];
const appInstallation = { clientId: 'demo-client', clientType: 'android' };
const releases = [
  { version: '1.0.0', notes: '首个版本' },
  { version: '1.1.0', notes: '修复若干问题' },
];

const vaultEntries = [
  { pin: 'demo_张三', ptKey: 'demo-pt-key', remark: '演示账号' },
  { pin: 'demo_lisi', ptKey: 'demo-pt-key', wsKey: 'demo-ws-key', remark: '演示账号，两种密钥' },
];

/** Paused: nothing that is made up leaves this machine. */
const webhook = { url: 'https://hooks.example.com/portico', description: '演示：同步到 CRM', events: webhookEvents };

type Adding = (core: Core, people: DemoPeople) => Promise<number>;

/** What there is to look at, by its kind: each adds what is not there yet, and answers how many things that were. */
export const demoContents: ReadonlyArray<readonly [kind: string, add: Adding]> = [
  // First, so that it holds what the others bring about.
  ['webhooks', addWebhook],
  ['signing keys', addSigningKey],
  ['API keys', addApiKey],
  ['questions', addFaqs],
  ['feedback categories', addCategories],
  ['feedback', addFeedback],
  ['canned answers', addCannedAnswers],
  ['push devices', addPushDevice],
  ['pushes', addPushes],
  ['releases', addReleases],
  ['licences', addLicences],
  ['vault entries', addVaultEntries],
];

async function addSigningKey({ signingKeys }: Core): Promise<number> {
  if ((await signingKeys.list()).some((key) => key.authKey === documentKeyPair.authKey)) return 0;
  await signingKeys.create('demo', { actor }, documentKeyPair);
  return 1;
}

/** Nobody is told the key itself: it is there to be seen and revoked. */
async function addApiKey({ apiKeys }: Core): Promise<number> {
  const name = 'demo-crm';
  if ((await apiKeys.list()).some((key) => key.name === name)) return 0;
  await apiKeys.create({ name, rights: ['accounts:read', 'licences:read'] }, { actor });
  return 1;
}

async function addFaqs({ faq }: Core): Promise<number> {
  const { rows } = await faq.list(wholeList);
  const missing = faqs.filter(({ title }) => !rows.some((row) => row.title === title));
  for (const entry of missing) await faq.create(entry, { actor });
  return missing.length;
}

async function addCategories({ feedback }: Core): Promise<number> {
  const { rows } = await feedback.listCategories(wholeList);
  const missing = categories.filter(({ name }) => !rows.some((row) => row.name === name));
  for (const category of missing) await feedback.createCategory(category, { actor });
  return missing.length;
}

async function addFeedback({ feedback }: Core, { mobile, admin }: DemoPeople): Promise<number> {
  if ((await feedback.list(mobile.id, wholeList)).total > 0) return 0;
  const known = (await feedback.listCategories(wholeList)).rows;
  const categoryId = known.find((row) => row.name === '功能建议')?.id ?? null;
  const contactPhone = mobile.phone ?? '';
  await feedback.submit(mobile.id, { content: '夜间模式很好用，谢谢！', categoryId: null, contactPhone });
  const asked = await feedback.submit(mobile.id, { content: '希望支持批量导出。', categoryId, contactPhone });
  await feedback.reply({ feedbackId: asked.id, content: '感谢建议，下个版本会加入。', managerId: admin.id });
  return 2;
}

async function addCannedAnswers(core: Core): Promise<number> {
  const existing = await core.cannedAnswers.list({ limit: wholeList.limit });
  const missing = cannedAnswers.filter(({ title }) => !existing.some((answer) => answer.title === title));
  for (const answer of missing) await core.cannedAnswers.create(answer, { actor });
  return missing.length;
}

async function addPushDevice({ devices }: Core, { mobile }: DemoPeople): Promise<number> {
  const bound = await devices.list(mobile.id, { beforeId: undefined, limit: wholeList.limit });
  if (bound.some((device) => device.client_id === appInstallation.clientId)) return 0;
  await devices.bind(mobile.id, appInstallation);
  return 1;
}

async function addPushes({ pushes, clock }: Core, { mobile, admin }: DemoPeople): Promise<number> {
  const known = [
    ...(await pushes.list(mobile, wholeList)).rows,
    ...(await pushes.listScheduled({ limit: wholeList.limit })),
  ];
  const wanted = [
    { title: '欢迎使用', body: '这是发给所有人的演示推送。', to: 'everyone' as const },
    { title: '您的反馈有新回复', body: '这是只发给一个账号的演示推送。', to: [mobile.id] },
    {
      title: '系统维护通知',
      body: '这是一周后才发出的演示推送。',
      to: 'everyone' as const,
      sendAt: clock.now() + 7 * dayMs,
    },
  ];
  const missing = wanted.filter(({ title }) => !known.some((push) => push.title === title));
  for (const push of missing) await pushes.create({ ...push, managerId: admin.id });
  return missing.length;
}

async function addVaultEntries({ vault }: Core): Promise<number> {
  const existing = await vault.list({ pinPrefix: 'demo_' }, { most: 100 });
  const missing = vaultEntries.filter(({ pin }) => !existing.some((entry) => entry.pin === pin));
  for (const entry of missing) await vault.create(entry, { actor });
  return missing.length;
}

async function addReleases(core: Core): Promise<number> {
  const published = await core.releases.list({ limit: wholeList.limit });
  const missing = releases.filter(({ version }) => !published.some((release) => release.version === version));
  for (const { version, notes } of missing) {
    const content = Readable.from([Buffer.from(`Portico demo release ${version}\n`)]);
    await core.releases.publish({ version, fileName: 'portico-demo.txt', notes }, content, { actor });
  }
  return missing.length;
}

async function addLicences({ licences, clock }: Core, { test, expired, revoked }: DemoPeople): Promise<number> {
  const now = clock.now();
  const wanted = [
    { number: 'DEMO-VALID', effectAt: now, expiresAt: now + 365 * dayMs, holder: test },
    { number: 'DEMO-EXPIRED', effectAt: now - 365 * dayMs, expiresAt: now - dayMs, holder: expired },
    { number: 'DEMO-REVOKED', effectAt: now, expiresAt: now + 365 * dayMs, holder: revoked },
  ];
  const existing = await licences.list({ limit: wholeList.limit });
  const missing = wanted.filter(({ number }) => !existing.some((licence) => licence.number === number));
  for (const { holder, ...licence } of missing) {
    const { id } = await licences.create(licence, { actor });
    await licences.bind(id, holder.id, { by: { actor } });
    if (holder === revoked) await licences.revoke(id, { by: { actor } });
  }
  return missing.length;
}

async function addWebhook({ webhooks: { endpoints } }: Core): Promise<number> {
  const there = await endpoints.list();
  if (there.some(({ url }) => url === webhook.url)) return 0;
  const { id } = await endpoints.create(webhook, { actor });
  await endpoints.pause(id, { by: { actor } });
  return 1;
}
