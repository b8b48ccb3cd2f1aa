import type { ContractTraits } from '../../contracts/traits.ts';

const dayMs = 86_400_000;

/** The contract of an internal staff directory whose accounts an owner approves. */
export const traits = {
  name: 'staff',
  title: { zh: '员工目录', en: 'Staff directory' },
  paths: ['/'],
  defaultPort: null,
  showsAvatars: true,
  takesPasswords: true,
  registersAccounts: true,
  sessions: { kind: 'jwt', accessLifetimeMs: dayMs },
  load: async () => (await import('./index.ts')).staff,
} as const satisfies ContractTraits;
