import { defineTexts } from '../../i18n/texts.ts';

export const vaultTexts = defineTexts('vault', {
  zh: {
    title: '密钥库',
  },
  en: {
    title: 'Vault',
  },
});
