import { defineTexts } from '../../i18n/texts.ts';

export const meTexts = defineTexts('me', {
  zh: {
    title: '我的会话',
    hint: '当前登录的账号，以及它能做什么。',
    account: '账号',
    role: '角色',
    expires: '会话有效期至',
    rights: '权限',
    profile: '查看我的账号',
  },
  en: {
    title: 'My session',
    hint: 'Who you are signed in as, and what you may do.',
    account: 'Account',
    role: 'Role',
    expires: 'Session ends',
    rights: 'Rights',
    profile: 'Open my account',
  },
});
