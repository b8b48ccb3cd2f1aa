import { escapeHtml } from '../../core/escape-html.ts';
import { type AnsweredPage, type Both, writeBoth, writeInline, writeNote } from '../../http/plain-page.ts';

/** A page below `/account`. */
export interface AccountPage extends AnsweredPage {
  /** Whole seconds until a try may succeed. */
  retryAfterSeconds?: number | undefined;
}

/** The longest password that is taken here, in characters; the console takes no longer ones either. */
export const longestPassword = 64;

const forgottenTitle: Both = { zh: '忘记密码', en: 'Forgotten password' };
const resetTitle: Both = { zh: '设置新密码', en: 'Choose a new password' };

/** Asks for the e-mail; `typed` is what was wrong the last time. */
export function forgottenPage(wrong?: { typed: string; words: Both }): AccountPage {
  return {
    status: wrong ? 400 : 200,
    title: forgottenTitle,
    hasForm: true,
    body: `${writeNote({ zh: '请输入账号已验证的邮箱，我们会发送设置新密码的链接。', en: 'Enter the verified e-mail address of your account; we will mail a link for a new password.' })}${writeWrong(wrong?.words)}<form method="post" action="?">
<label for="email">${writeInline({ zh: '邮箱', en: 'E-mail' })}</label>
<input id="email" name="email" type="email" autocomplete="email" maxlength="254" required value="${escapeHtml(wrong?.typed ?? '')}">
<button type="submit">${writeInline({ zh: '发送链接', en: 'Send the link' })}</button>
</form>
`,
  };
}

/** The same whether or not there is such an account. */
export const askedPage: AccountPage = {
  status: 200,
  title: { zh: '请查收邮件', en: 'Look into your mail' },
  hasForm: false,
  body: writeNote({
    zh: '如果这个邮箱已在某个有效账号上通过验证，几分钟内会收到一封邮件，其中的链接 1 小时内有效。没有收到时，请检查垃圾邮件，或联系管理员。',
    en: 'If this address is the verified one of an active account, a mail arrives within minutes; its link is good for an hour. If none does, look among the spam, or ask your administrator.',
  }),
};

/** Where no mail leaves this server. */
export const withoutMailPage: AccountPage = {
  status: 503,
  title: forgottenTitle,
  hasForm: false,
  body: writeNote({
    zh: '本服务器未配置邮件发送，请联系管理员重置密码。',
    en: 'This server sends no mails. Ask your administrator for a new password.',
  }),
};

/** Asks for the new password twice; `token` is of letters and digits alone. */
export function resetPage(token: string, wrong?: Both): AccountPage {
  return {
    status: wrong ? 400 : 200,
    title: resetTitle,
    hasForm: true,
    body: `${writeNote({ zh: '至少 8 位，且不能是常见密码。设置后，所有设备都会退出登录。', en: 'At least 8 characters, and not a common one. Every device is signed out then.' })}${writeWrong(wrong)}<form method="post" action="?">
<input type="hidden" name="token" value="${token}">
<label for="password">${writeInline({ zh: '新密码', en: 'New password' })}</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="8" maxlength="${longestPassword}" required>
<label for="again">${writeInline({ zh: '再输入一次', en: 'Once more' })}</label>
<input id="again" name="again" type="password" autocomplete="new-password" minlength="8" maxlength="${longestPassword}" required>
<button type="submit">${writeInline({ zh: '设置新密码', en: 'Choose it' })}</button>
</form>
`,
  };
}

/** After that. */
export const chosenPage: AccountPage = {
  status: 200,
  title: { zh: '新密码已设置', en: 'The new password is set' },
  hasForm: false,
  body: writeNote({
    zh: '所有设备都已退出登录，请在您的程序中用新密码登录。您可以关闭此页面。',
    en: 'Every device is signed out. Sign in to your program with the new password. You can close this page.',
  }),
};

/** For a link that was used, has expired, or is none of ours. */
export const deadLinkPage: AccountPage = {
  status: 400,
  title: { zh: '链接无效', en: 'This link is not valid' },
  hasForm: false,
  body: `${writeNote({ zh: '链接已使用、已过期，或已被更新的链接取代。', en: 'It was used already, has expired, or a newer one was sent.' })}<p><a href="forgot-password">${writeInline({ zh: '重新申请', en: 'Ask for a new one' })}</a></p>
`,
};

/** What went wrong, where there is nothing to be done on the page. */
export function failurePage(status: number, words: Both, retryAfterSeconds?: number): AccountPage {
  return {
    status,
    title: { zh: '无法完成', en: 'That did not work' },
    hasForm: false,
    body: writeNote(words),
    retryAfterSeconds,
  };
}

function writeWrong(words: Both | undefined): string {
  return words ? `<div class="wrong" role="alert">${writeBoth(words)}</div>\n` : '';
}
