import type { ContractTraits } from '../../contracts/traits.ts';

const dayMs = 86_400_000;

/** The contract of the Android and iOS apps. */
export const traits = {
  name: 'mobile',
  title: { zh: '移动端', en: 'Mobile' },
  paths: ['/api'],
  defaultPort: null,
  showsAvatars: true,
  takesPasswords: true,
  registersAccounts: true,
  // M4
  sessions: { kind: 'opaque', accessLifetimeMs: 7 * dayMs, refreshLifetimeMs: 30 * dayMs },
  load: async () => (await import('./index.ts')).mobile,
} as const satisfies ContractTraits;
