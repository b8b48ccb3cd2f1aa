export type Language = 'zh-CN' | 'en';

/** One page of the console, as tests open it. */
export interface ConsolePage {
  /** Of its screenshots. */
  name: string;
  /** Below /console. */
  path: string;
  /** What to press, one after the other, for what opens over the page. */
  press?: readonly Pressed[];
}

/** What a button or an entry of a menu is called. */
type Pressed = Readonly<Record<Language, string>>;

const press = (zh: string, en: string): Pressed => ({ 'zh-CN': zh, en });

/** Every page for somebody who is signed in; the demo data fill them: 8 is demo-mobile, 2 the test user. */
export const pages: readonly ConsolePage[] = [
  { name: 'dashboard', path: '/' },
  { name: 'me', path: '/me' },
  { name: 'accounts', path: '/accounts' },
  { name: 'account', path: '/accounts/8' },
  { name: 'account-protected', path: '/accounts/1' },
  { name: 'account-sessions', path: '/accounts/2?tab=sessions' },
  { name: 'account-devices', path: '/accounts/8?tab=devices' },
  { name: 'account-feedback', path: '/accounts/8?tab=feedback' },
  { name: 'account-licence', path: '/accounts/2?tab=licence' },
  { name: 'account-audit', path: '/accounts/1?tab=audit' },
  { name: 'feedback', path: '/feedback' },
  { name: 'feedback-entry', path: '/feedback/2' },
  { name: 'faqs', path: '/faqs' },
  { name: 'pushes', path: '/pushes' },
  { name: 'pushes-scheduled', path: '/pushes?state=scheduled' },
  { name: 'doors', path: '/doors' },
  { name: 'doors-none', path: '/doors?version=nobody%2F1' },
  { name: 'imports', path: '/imports' },
  { name: 'jobs', path: '/jobs' },
  { name: 'jobs-waiting', path: '/jobs?state=waiting' },
  { name: 'jobs-running', path: '/jobs?state=running' },
  { name: 'jobs-none', path: '/jobs?kind=remove-file' },
  { name: 'releases', path: '/releases' },
  { name: 'licences', path: '/licences' },
  { name: 'devices', path: '/licences?tab=devices' },
  { name: 'licence', path: '/licences/1' },
  { name: 'vault', path: '/vault' },
  { name: 'keys', path: '/keys' },
  { name: 'keys-api', path: '/keys?tab=api' },
  { name: 'webhooks', path: '/webhooks' },
  { name: 'webhooks-deliveries', path: '/webhooks?tab=deliveries' },
  { name: 'settings', path: '/settings' },
  { name: 'audit', path: '/audit' },
  { name: 'not-found', path: '/no/such/page' },
];

const cannedAnswers = press('常用回复', 'Canned answers');
const revoke = press('吊销', 'Revoke');

/** What opens over them: each kind of form and question. */
export const overlays: readonly ConsolePage[] = [
  { name: 'me-password', path: '/me', press: [press('修改密码', 'Change password')] },
  { name: 'accounts-create', path: '/accounts', press: [press('新建账号', 'New account')] },
  { name: 'account-edit', path: '/accounts/8', press: [press('编辑资料', 'Edit profile')] },
  { name: 'faqs-create', path: '/faqs', press: [press('新建问题', 'New question')] },
  { name: 'feedback-canned', path: '/feedback', press: [cannedAnswers] },
  {
    name: 'feedback-canned-edit',
    path: '/feedback',
    press: [cannedAnswers, press('编辑：感谢反馈', 'Edit: 感谢反馈')],
  },
  { name: 'push', path: '/pushes?push=2' },
  { name: 'push-scheduled', path: '/pushes?push=3' },
  { name: 'pushes-compose', path: '/pushes', press: [press('写推送', 'New push')] },
  { name: 'doors-details', path: '/doors', press: [press('移动端：详情', 'Mobile: details')] },
  { name: 'jobs-discard', path: '/jobs', press: [press('丢弃', 'Discard')] },
  { name: 'jobs-replay-all', path: '/jobs', press: [press('全部重新执行：邮件', 'Replay all: E-mail')] },
  { name: 'releases-publish', path: '/releases', press: [press('发布新版本', 'Publish a release')] },
  {
    name: 'release-edit',
    path: '/releases',
    press: [press('1.1.0 的更多操作', 'More actions for 1.1.0'), press('编辑', 'Edit')],
  },
  { name: 'licences-batch', path: '/licences', press: [press('批量生成', 'Create licences')] },
  { name: 'vault-add', path: '/vault', press: [press('添加账号', 'Add account')] },
  { name: 'licence-extend', path: '/licences/1', press: [press('延期', 'Extend')] },
  { name: 'licence-revoke', path: '/licences/1', press: [revoke] },
  { name: 'vault-reveal', path: '/vault', press: [press('查看密钥', 'Show keys')] },
  { name: 'vault-token', path: '/vault', press: [press('重置令牌', 'Replace token')] },
  { name: 'keys-create', path: '/keys', press: [press('新建签名密钥', 'New signing key')] },
  { name: 'keys-disable', path: '/keys', press: [press('停用', 'Disable')] },
  { name: 'keys-api-create', path: '/keys?tab=api', press: [press('新建 API 密钥', 'New API key')] },
  { name: 'webhooks-create', path: '/webhooks', press: [press('新增接收端', 'New endpoint')] },
  { name: 'keys-api-revoke', path: '/keys?tab=api', press: [revoke] },
];

/** And for everybody. */
export const pagesOutside: readonly ConsolePage[] = [
  { name: 'sign-in', path: '/sign-in' },
  { name: 'reset-password', path: '/reset-password' },
];
