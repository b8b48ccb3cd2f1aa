import { defineTexts } from '../../i18n/texts.ts';

export const settingsTexts = defineTexts('settings', {
  zh: {
    title: '设置',
  },
  en: {
    title: 'Settings',
  },
});
