import { defineTexts } from '../../i18n/texts.ts';

export const keysTexts = defineTexts('keys', {
  zh: {
    title: '密钥管理',
  },
  en: {
    title: 'Keys',
  },
});
