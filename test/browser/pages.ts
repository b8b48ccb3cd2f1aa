/** One page of the console, as tests open it. */
export interface ConsolePage {
  /** Of its screenshots. */
  name: string;
  /** Below /console. */
  path: string;
  /** Buttons to press, one after the other, for what opens over the page. */
  press?: readonly string[];
}

/** Every page for somebody who is signed in; the demo data fill them. */
export const pages: readonly ConsolePage[] = [
  { name: 'dashboard', path: '/' },
  { name: 'me', path: '/me' },
  { name: 'accounts', path: '/accounts' },
  { name: 'account', path: '/accounts/1' },
  { name: 'account-sessions', path: '/accounts/1?tab=sessions' },
  { name: 'feedback', path: '/feedback' },
  { name: 'feedback-entry', path: '/feedback/1' },
  { name: 'faqs', path: '/faqs' },
  { name: 'pushes', path: '/pushes' },
  { name: 'releases', path: '/releases' },
  { name: 'licences', path: '/licences' },
  { name: 'devices', path: '/licences?tab=devices' },
  { name: 'licence', path: '/licences/1' },
  { name: 'vault', path: '/vault' },
  { name: 'keys', path: '/keys' },
  { name: 'settings', path: '/settings' },
  { name: 'audit', path: '/audit' },
  { name: 'not-found', path: '/no/such/page' },
];

/** What opens over them: each kind of form and question. */
export const overlays: readonly ConsolePage[] = [
  { name: 'me-password', path: '/me', press: ['修改密码'] },
  { name: 'accounts-create', path: '/accounts', press: ['新建账号'] },
  { name: 'account-edit', path: '/accounts/8', press: ['编辑资料'] },
  { name: 'faqs-create', path: '/faqs', press: ['新建问题'] },
  { name: 'feedback-canned', path: '/feedback', press: ['常用回复'] },
  { name: 'pushes-compose', path: '/pushes', press: ['写推送'] },
  { name: 'releases-publish', path: '/releases', press: ['发布新版本'] },
  { name: 'licences-batch', path: '/licences', press: ['批量生成'] },
  { name: 'vault-add', path: '/vault', press: ['添加账号'] },
  { name: 'licence-extend', path: '/licences/1', press: ['延期'] },
  { name: 'licence-revoke', path: '/licences/1', press: ['吊销'] },
  { name: 'vault-reveal', path: '/vault', press: ['查看密钥'] },
  { name: 'vault-token', path: '/vault', press: ['重置令牌'] },
  { name: 'keys-create', path: '/keys', press: ['新建签名密钥'] },
  { name: 'keys-disable', path: '/keys', press: ['停用'] },
];

/** And for everybody. */
export const pagesOutside: readonly ConsolePage[] = [
  { name: 'sign-in', path: '/sign-in' },
  { name: 'reset-password', path: '/reset-password' },
];
