import type { ContractTraits } from '../../contracts/traits.ts';

const dayMs = 86_400_000;

/** The contract of the blog's front end. */
export const traits = {
  name: 'blog',
  title: { zh: '博客', en: 'Blog' },
  paths: ['/blogapi', '/admin/logout'],
  defaultPort: null,
  showsAvatars: true,
  takesPasswords: true,
  registersAccounts: true,
  // B3
  sessions: { kind: 'jwt', accessLifetimeMs: 30 * dayMs },
  load: async () => (await import('./index.ts')).blog,
} as const satisfies ContractTraits;
