import { defineTexts } from '../../i18n/texts.ts';

/** The words of one’s own account. */
export const meTexts = defineTexts('me', {
  zh: {
    title: '我的账号',
    hint: '当前登录的账号，以及它能做什么。',
    account: '账号编号',
    role: '角色',
    expires: '本次登录有效期至',
    rights: '权限',
    devices: '查看登录设备',
    password: {
      change: '修改密码',
      hint: '修改后，所有设备都会退出登录，需要用新密码重新登录。',
      current: '当前密码',
      next: '新密码',
      rule: '8~64 位，不能是常见密码',
      repeat: '再输入一次新密码',
      differs: '两次输入的新密码不一致',
      done: '密码已修改，请用新密码登录',
    },
  },
  en: {
    title: 'My account',
    hint: 'Who you are signed in as, and what you may do.',
    account: 'Account number',
    role: 'Role',
    expires: 'This session ends',
    rights: 'Rights',
    devices: 'Where I am signed in',
    password: {
      change: 'Change password',
      hint: 'It signs you out everywhere: sign in again with the new one.',
      current: 'Current password',
      next: 'New password',
      rule: '8 to 64 characters, and not a common one',
      repeat: 'New password again',
      differs: 'These are two different passwords',
      done: 'The password was changed: sign in with the new one',
    },
  },
});
