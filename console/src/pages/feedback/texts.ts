import { defineTexts } from '../../i18n/texts.ts';

export const feedbackTexts = defineTexts('feedback', {
  zh: {
    title: '意见反馈',
  },
  en: {
    title: 'Feedback',
  },
});
