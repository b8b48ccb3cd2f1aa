import { type SessionContract, traitsOf } from '../../contracts/names.ts';
import type { Language } from '../caller.ts';

/** What one mail says in one language. */
export interface Words {
  /** Of the mail, and above its text. */
  title: string;
  paragraphs: readonly string[];
  /** To be typed in somewhere. */
  code?: string;
  /** To be opened; `label` is what the button says. */
  link?: { label: string; url: string };
  /** A name and a value, a line each. */
  facts?: ReadonlyArray<readonly [name: string, value: string]>;
  /** Below all that, in small print. */
  closing: string;
}

/** The words of one mail in each language. */
export type InBoth = Readonly<Record<Language, Words>>;

/** A one-time code. */
export function codeWords(code: string): InBoth {
  return {
    zh: {
      title: '验证码',
      paragraphs: ['您的验证码是：'],
      code,
      closing: '5 分钟内有效。请勿告诉任何人，我们不会向您索要验证码；如果不是您本人操作，忽略这封邮件即可。',
    },
    en: {
      title: 'Your code',
      paragraphs: ['Your code is:'],
      code,
      closing:
        'It is good for 5 minutes. Tell it to nobody; we never ask for it. If you did not ask for it, ignore this mail.',
    },
  };
}

/** Names the account by its handle alone: whoever reads this may be a stranger to it, who has no business with the rest. */
export function verifyWords({ handle, link }: { handle: string | null; link: string }): InBoth {
  const [account, english] = handle === null ? ['有账号', 'An account'] : [`账号 ${handle} `, `The account ${handle}`];
  return {
    zh: {
      title: '验证邮箱',
      paragraphs: [`${account}登记了这个邮箱。请在 24 小时内打开下面的链接完成验证。`],
      link: { label: '验证邮箱', url: link },
      closing: '如果不是您本人注册或修改的，忽略这封邮件即可。',
    },
    en: {
      title: 'Verify your e-mail address',
      paragraphs: [`${english} gave this e-mail address. Open the link within 24 hours to verify it.`],
      link: { label: 'Verify', url: link },
      closing: 'If that was not you, ignore this mail.',
    },
  };
}

/** A link for a new password; `hours` is how long it is good. */
export function resetWords(mail: { handle: string | null; link: string; hours: number }): InBoth {
  const { handle, link, hours } = mail;
  const [account, english] =
    handle === null ? ['您的账号', 'your account'] : [`账号 ${handle} `, `the account ${handle}`];
  return {
    zh: {
      title: '重置密码',
      paragraphs: [`有人要为${account}设置新密码。请在 ${hours} 小时内打开下面的链接，链接只能使用一次。`],
      link: { label: '设置新密码', url: link },
      closing: '如果不是您本人的请求，忽略这封邮件即可，密码不会改变。请勿把链接转发给任何人。',
    },
    en: {
      title: 'Choose a new password',
      paragraphs: [
        `Somebody asked for a new password of ${english}. Open the link within ${hours === 1 ? 'an hour' : `${hours} hours`}; it works once.`,
      ],
      link: { label: 'Choose a password', url: link },
      closing: 'If that was not you, ignore this mail: the password stays as it is. Hand the link on to nobody.',
    },
  };
}

function doorOf(contract: SessionContract): Readonly<Record<Language, string>> {
  return contract === 'console' ? { zh: '管理控制台', en: 'Operators’ console' } : traitsOf(contract).title;
}

/** A sign-in from a device that is not known; `time` is printed already, with its zone. */
export function newSignInWords(mail: {
  handle: string | null;
  time: string;
  address: string;
  program: string;
  contract: SessionContract;
  link: string;
}): InBoth {
  const { handle, time, address, program, contract, link } = mail;
  const [account, english] =
    handle === null ? ['您的账号', 'your account'] : [`您的账号 ${handle} `, `your account ${handle}`];
  return {
    zh: {
      title: '新设备登录提醒',
      paragraphs: [`${account}刚刚在一台新设备上登录。如果是您本人，无需任何操作。`],
      facts: [
        ['时间', time],
        ['地址', address],
        ['程序', program || '未知'],
        ['登录入口', doorOf(contract).zh],
      ],
      link: { label: '不是我，重置密码', url: link },
      closing: '如果不是您本人，请立即通过上面的链接设置新密码，所有设备都会随之退出登录。',
    },
    en: {
      title: 'New sign-in to your account',
      paragraphs: [`Somebody just signed in to ${english} from a new device. If that was you, there is nothing to do.`],
      facts: [
        ['When', time],
        ['Address', address],
        ['Program', program || 'unknown'],
        ['Where', doorOf(contract).en],
      ],
      link: { label: 'That was not me', url: link },
      closing: 'If it was not you, choose a new password by the link above at once; that signs out every device.',
    },
  };
}
