import { defineTexts } from '../../i18n/texts.ts';

export const accountsTexts = defineTexts('accounts', {
  zh: {
    title: '账号',
  },
  en: {
    title: 'Accounts',
  },
});
