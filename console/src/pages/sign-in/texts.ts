import { defineTexts } from '../../i18n/texts.ts';

/** The words of signing in. */
export const signInTexts = defineTexts('sign-in', {
  zh: {
    title: '登录',
    hint: '使用所有者或管理员账号登录控制台。',
    ended: '会话已结束，请重新登录。',
    identifier: '用户名、手机号或邮箱',
    identifierRule: '请输入用户名、手机号或邮箱',
    password: '密码',
    passwordRule: '请输入密码',
    captcha: '图形验证码',
    captchaRule: '请输入图中的字符',
    newCaptcha: '看不清，换一张',
    submit: '登录',
    forgotten: '忘记密码？',
    firstRun: '第一次使用？用户名和密码在首次启动时显示在终端，也保存在数据目录的 first-run.txt 中。',
    wait: '请稍候（{{count}} 秒）',
  },
  en: {
    title: 'Sign in',
    hint: 'With an owner’s or an admin’s account.',
    ended: 'Your session has ended. Sign in again.',
    identifier: 'Handle, phone or e-mail',
    identifierRule: 'Type your handle, phone or e-mail',
    password: 'Password',
    passwordRule: 'Type your password',
    captcha: 'Characters in the picture',
    captchaRule: 'Type the characters in the picture',
    newCaptcha: 'Another picture',
    submit: 'Sign in',
    forgotten: 'Forgotten your password?',
    firstRun:
      'First time here? The first start printed handle and password in the terminal, and wrote them to first-run.txt in the data directory.',
    wait: 'Wait ({{count}} s)',
  },
});
