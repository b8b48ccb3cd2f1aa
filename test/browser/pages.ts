/** One page of the console, as tests open it. */
export interface ConsolePage {
  /** Of its screenshots. */
  name: string;
  /** Below /console. */
  path: string;
}

/** Every page for somebody who is signed in; the demo data fill them. */
export const pages: readonly ConsolePage[] = [
  { name: 'dashboard', path: '/' },
  { name: 'me', path: '/me' },
  { name: 'accounts', path: '/accounts' },
  { name: 'account', path: '/accounts/1' },
  { name: 'feedback', path: '/feedback' },
  { name: 'feedback-entry', path: '/feedback/1' },
  { name: 'faqs', path: '/faqs' },
  { name: 'pushes', path: '/pushes' },
  { name: 'releases', path: '/releases' },
  { name: 'licences', path: '/licences' },
  { name: 'licence', path: '/licences/1' },
  { name: 'vault', path: '/vault' },
  { name: 'keys', path: '/keys' },
  { name: 'settings', path: '/settings' },
  { name: 'audit', path: '/audit' },
  { name: 'not-found', path: '/no/such/page' },
];

/** And for everybody. */
export const pagesOutside: readonly ConsolePage[] = [
  { name: 'sign-in', path: '/sign-in' },
  { name: 'reset-password', path: '/reset-password' },
];
