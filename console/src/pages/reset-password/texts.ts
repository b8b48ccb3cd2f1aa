import { defineTexts } from '../../i18n/texts.ts';

export const resetPasswordTexts = defineTexts('reset-password', {
  zh: {
    title: '重设密码',
  },
  en: {
    title: 'New password',
  },
});
