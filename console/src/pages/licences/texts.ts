import { defineTexts } from '../../i18n/texts.ts';

export const licencesTexts = defineTexts('licences', {
  zh: {
    title: '许可证',
  },
  en: {
    title: 'Licences',
  },
});
