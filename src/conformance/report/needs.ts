import type { Need } from '../run/not-run.ts';
import type { ReportLanguage } from './language.ts';

/** What a case lacked, and how to supply it. */
interface NeedWords {
  needs: string;
  how: string;
}

const atServer = {
  en: 'make one there, with the console or the command line, and run again',
  zh: '请先在服务器上（控制台或命令行）建一条，再次运行',
};

function row(en: string, zh: string): Record<ReportLanguage, NeedWords> {
  return { en: { needs: `needs ${en}`, how: atServer.en }, zh: { needs: `需要${zh}`, how: atServer.zh } };
}

function given(en: [needs: string, how: string], zh: [needs: string, how: string]): Record<ReportLanguage, NeedWords> {
  return { en: { needs: `needs ${en[0]}`, how: en[1] }, zh: { needs: `需要${zh[0]}`, how: zh[1] } };
}

/** In words for people. */
export const needWords: Readonly<Record<Need | 'writes', Record<ReportLanguage, NeedWords>>> = {
  writes: {
    en: { needs: 'writes', how: '--writes runs the cases that make or change something' },
    zh: { needs: '会写入', how: '加上 --writes 运行会新增或修改数据的用例' },
  },
  account: given(
    ['an account and its password', '--account and --password, PORTICO_VERIFY_ACCOUNT and PORTICO_VERIFY_PASSWORD'],
    ['账号和密码', '--account 与 --password，或 PORTICO_VERIFY_ACCOUNT 与 PORTICO_VERIFY_PASSWORD'],
  ),
  session: given(
    ['somebody who is signed in', '--token, or --account and --password; with --writes and --outbox somebody is made'],
    ['已登录的用户', '--token，或 --account 与 --password；加 --writes 与 --outbox 则自动新建'],
  ),
  code: given(
    ['the code that was sent', '--code-command, --prompt, or --outbox of a development server'],
    ['已发送的验证码', '--code-command、--prompt，或开发模式服务器的 --outbox'],
  ),
  captcha: given(
    ['the answer of a captcha', '--captcha-command, or --outbox of a development server'],
    ['图形验证码的答案', '--captcha-command，或开发模式服务器的 --outbox'],
  ),
  mail: given(
    ['the mail that was sent', '--outbox of a development server'],
    ['已发送的邮件', '开发模式服务器的 --outbox'],
  ),
  newPhone: given(
    ['a phone that nobody has there', '--new-phones, whose codes you can read, or --outbox of a development server'],
    ['未注册的手机号', '--new-phones（能读到验证码的号码），或开发模式服务器的 --outbox'],
  ),
  newEmail: given(
    ['an e-mail that nobody has there', '--new-emails, whose codes you can read, or --outbox of a development server'],
    ['未注册的邮箱', '--new-emails（能读到验证码的邮箱），或开发模式服务器的 --outbox'],
  ),
  signingKey: given(['a signing key', '--key and --secret'], ['签名密钥', '--key 与 --secret']),
  panelToken: given(['the token of the panel', '--token'], ['面板的 token', '--token']),
  publisher: given(
    ['who may upload releases', '--api-key with the right releases:write, or --token of an administrator'],
    ['上传升级包的权限', '有 releases:write 权限的 --api-key，或管理员的 --token'],
  ),
  owner: given(
    ['an account of level 1 there', '--account and --password of an owner, or its --token'],
    ['级别为 1 的账号', '所有者的 --account 与 --password，或其 --token'],
  ),
  budget: given(
    [
      'tries that this address has left',
      'the server asks to wait: run it later, in parts with --only, or on its own machine',
    ],
    ['本机地址的剩余次数', '服务器要求稍候：请稍后再运行、用 --only 分批运行，或在服务器本机运行'],
  ),
  waitingUser: row('somebody who waits for approval', '等待审核的用户'),
  release: row('a release', '升级包'),
  faq: row('a frequent question', '常见问题'),
  feedbackCategory: row('a category of feedback', '反馈类型'),
  feedback: given(['a feedback of the account', '--writes makes one'], ['该账号的反馈', '--writes 会新建一条']),
  reply: row('an answered feedback', '已回复的反馈'),
  push: row('a push', '推送'),
};
