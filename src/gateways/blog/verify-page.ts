import type { Branding } from '../../core/branding.ts';
import type { ErrorCode } from '../../core/errors.ts';
import { type WrittenPage, writeBoth, writeInline, writePlainPage } from '../../http/plain-page.ts';

/** What somebody reads who opened the link of a mail; the HTTP status is the envelope's. */
export interface Page {
  status: number;
  chinese: string;
  english: string;
  /** Where it asks for a click: the token that the click sends back, of letters and digits alone. */
  token?: string;
}

/** Asks for a click, which no mail scanner makes: those only fetch links. */
export function askPage(token: string): Page {
  return {
    status: 200,
    chinese: '请点击按钮，完成邮箱验证。',
    english: 'Press the button to verify your e-mail address.',
    token,
  };
}

/** After the click, or a program's request, that proved the address. */
export const verifiedPage: Page = {
  status: 200,
  chinese: '邮箱验证成功，您可以关闭此页面。',
  english: 'Your e-mail address is verified. You can close this page.',
};

/** For a link that proves nothing: used, expired, or none of ours. */
export const usedPage: Page = {
  status: 400,
  chinese: '链接已使用或已过期。',
  english: 'This link was used already or has expired.',
};

const takenPage: Page = {
  status: 400,
  chinese: '该邮箱已被其他账号验证。',
  english: 'Another account has verified this e-mail address.',
};

/** The page for a failure; undefined for those that are no fault of the link. */
export function findPage(code: ErrorCode): Page | undefined {
  if (code === 'identifier.taken') return takenPage;
  return code === 'email_proof.wrong' ? usedPage : undefined;
}

const title = { zh: '验证邮箱', en: 'Verify e-mail' };

/** A page without script; of the request it holds the token alone, and that only where it asks. */
export function writePage({ chinese, english, token }: Page, branding: Branding): WrittenPage {
  const words = `<div class="note">${writeBoth({ zh: chinese, en: english })}</div>\n`;
  const hasForm = token !== undefined;
  return writePlainPage({ title, body: `${words}${hasForm ? writeForm(token) : ''}`, hasForm }, branding);
}

/** `?` is this very path without its query, wherever a proxy may have put it. */
function writeForm(token: string): string {
  return `<form method="post" action="?">
<input type="hidden" name="token" value="${token}">
<button type="submit">${writeInline({ zh: '验证邮箱', en: 'Verify' })}</button>
</form>
`;
}
