import { defineTexts } from '../../i18n/texts.ts';

export const faqsTexts = defineTexts('faqs', {
  zh: {
    title: '常见问题',
  },
  en: {
    title: 'FAQ',
  },
});
