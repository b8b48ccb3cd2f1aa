import type { ContractTraits } from '../../contracts/traits.ts';

const dayMs = 86_400_000;

/** The contract of the licensed desktop program. */
export const traits = {
  name: 'desktop',
  title: { zh: '桌面端', en: 'Desktop' },
  paths: ['/api/user', '/api/upgrade', '/api/heart', '/dist'],
  defaultPort: null,
  showsAvatars: true,
  takesPasswords: false,
  registersAccounts: true,
  // §1.2.2
  sessions: { kind: 'jwt', accessLifetimeMs: dayMs },
  load: async () => (await import('./index.ts')).desktop,
} as const satisfies ContractTraits;
