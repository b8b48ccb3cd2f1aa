import { defineTexts } from '../../i18n/texts.ts';

export const auditTexts = defineTexts('audit', {
  zh: {
    title: '审计日志',
  },
  en: {
    title: 'Audit log',
  },
});
