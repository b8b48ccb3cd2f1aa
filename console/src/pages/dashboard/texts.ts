import { defineTexts } from '../../i18n/texts.ts';

export const dashboardTexts = defineTexts('dashboard', {
  zh: {
    title: '概览',
  },
  en: {
    title: 'Dashboard',
  },
});
