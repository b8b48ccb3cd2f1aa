import type { Language } from '../caller.ts';
import type { CodePurpose, EmailSender } from '../ports.ts';
import type { MailRequest } from './mail-request.ts';

/** Writes mails and sends them. */
export interface Mails {
  /** Sends a code now, so that its caller learns the outcome (M1). Throws what the sender throws. */
  sendCode(message: { to: string; purpose: CodePurpose; code: string; language?: Language | undefined }): Promise<void>;
  /** Sends what a job asks for; `key` is the same for every repetition. Throws what the sender throws. */
  send(request: MailRequest, key: string): Promise<void>;
}

/** Every mail that Portico writes. */
export function createMails({ sender }: { sender: EmailSender }): Mails {
  return {
    sendCode: ({ to, purpose, code }) => {
      const text = `您的验证码是 ${code}，5 分钟内有效。Your code is ${code}.`;
      return sender.send({ to, purpose, code, subject: '验证码', text, html: '' });
    },
    send: (request, key) => {
      const text = request.purpose === 'verify-email' ? writeMail(request.handle, request.link) : request.link;
      return sender.send({ to: request.to, purpose: request.purpose, subject: '', text, html: '', key });
    },
  };
}

/** Names the account by its handle alone: whoever reads this may be a stranger to it, who has no business with the rest. */
function writeMail(handle: string | null, link: string): string {
  const [account, english] = handle === null ? ['有账号', 'An account'] : [`账号 ${handle} `, `The account ${handle}`];
  return `${account}登记了这个邮箱。请在 24 小时内打开下面的链接完成验证；如果不是您本人注册或修改的，忽略这封邮件即可。
${english} gave this e-mail address. Open the link within 24 hours to verify it; ignore this mail if that was not you.

${link}
`;
}
