import { defineTexts } from '../../i18n/texts.ts';

/** The words of choosing a new password. */
export const resetPasswordTexts = defineTexts('reset-password', {
  zh: {
    title: '设置新密码',
    hint: '设置后，所有已登录的设备都需要重新登录。',
    password: '新密码',
    rule: '8~64 位，不能是常见密码',
    again: '再次输入新密码',
    differs: '两次输入的密码不一致',
    submit: '保存新密码',
    incomplete: '链接不完整',
    incompleteHint: '请完整复制收到的链接，再重新打开。',
    doneTitle: '新密码已生效',
    doneHint: '请用新密码登录您使用的应用。管理员可以登录控制台。',
    signIn: '登录控制台',
  },
  en: {
    title: 'Choose a new password',
    hint: 'Every device that is signed in has to sign in again afterwards.',
    password: 'New password',
    rule: '8 to 64 characters, and not a common one',
    again: 'The new password once more',
    differs: 'The two passwords differ',
    submit: 'Save the new password',
    incomplete: 'The link is not complete',
    incompleteHint: 'Copy the whole link that you were given, and open it again.',
    doneTitle: 'The new password is in force',
    doneHint: 'Sign in with it wherever you use your account. Admins can sign in to the console.',
    signIn: 'Sign in to the console',
  },
});
