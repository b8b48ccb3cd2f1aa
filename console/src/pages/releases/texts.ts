import { defineTexts } from '../../i18n/texts.ts';

export const releasesTexts = defineTexts('releases', {
  zh: {
    title: '版本发布',
  },
  en: {
    title: 'Releases',
  },
});
