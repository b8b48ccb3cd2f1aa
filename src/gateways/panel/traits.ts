import type { ContractTraits } from '../../contracts/traits.ts';

/** The contract of the scripts that push third-party accounts into the panel; they show one token for all. */
export const traits = {
  name: 'panel',
  title: { zh: '面板', en: 'Panel' },
  paths: ['/openApi'],
  defaultPort: 5678,
  showsAvatars: false,
  takesPasswords: false,
  registersAccounts: false,
  sessions: null,
  load: async () => (await import('./index.ts')).panel,
} as const satisfies ContractTraits;
