import { defineTexts } from '../../i18n/texts.ts';

export const pushesTexts = defineTexts('pushes', {
  zh: {
    title: '消息推送',
  },
  en: {
    title: 'Pushes',
  },
});
