import { defineTexts } from '../i18n/texts.ts';

/** What charts say beside their figures. */
export const chartTexts = defineTexts('charts', {
  zh: {
    asTable: '以表格查看',
    time: '时间',
    total: '合计',
    nothing: '这段时间没有记录',
    use: '左右方向键逐点查看',
  },
  en: {
    asTable: 'Show as a table',
    time: 'Time',
    total: 'Total',
    nothing: 'Nothing was counted in this time',
    use: 'Left and right arrow keys go from point to point',
  },
});
