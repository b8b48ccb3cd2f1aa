import { defineTexts } from './texts.ts';

/** What the contracts, and the console beside them, are called. */
export const contractTexts = defineTexts('contracts', {
  zh: { desktop: '桌面端', mobile: '移动端', staff: '员工目录', panel: '面板', blog: '博客', console: '控制台' },
  en: { desktop: 'Desktop', mobile: 'Mobile', staff: 'Staff', panel: 'Panel', blog: 'Blog', console: 'Console' },
});

/** Whether there is a name for it. */
export function isContract(name: string): name is keyof typeof contractTexts.zh {
  return name in contractTexts.zh;
}
