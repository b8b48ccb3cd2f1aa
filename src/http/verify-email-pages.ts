import { DomainError } from '../core/errors.ts';
import { type AnsweredPage, type Both, writeInline, writeNote } from './plain-page.ts';

// What somebody reads who opened the link of a mail, at the blog's door or at the server's own page.

const title: Both = { zh: '验证邮箱', en: 'Verify e-mail' };

/** Asks for a click, which no mail scanner makes: those only fetch links. `token` is what `readLinkToken` answers. */
export function verifyPage(token: string): AnsweredPage {
  if (token === '') return usedPage;
  // `?` is this very path without its query, wherever a proxy may have put it.
  return {
    status: 200,
    title,
    hasForm: true,
    body: `${writeNote({ zh: '请点击按钮，完成邮箱验证。', en: 'Press the button to verify your e-mail address.' })}<form method="post" action="?">
<input type="hidden" name="token" value="${token}">
<button type="submit">${writeInline({ zh: '验证邮箱', en: 'Verify' })}</button>
</form>
`,
  };
}

/** After a click: proves the address, and answers what came of it. Throws what the link is not at fault for. */
export async function answerClick(prove: () => Promise<unknown>): Promise<AnsweredPage> {
  try {
    await prove();
    return verifiedPage;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'identifier.taken') return takenPage;
    if (error instanceof DomainError && error.code === 'email_proof.wrong') return usedPage;
    throw error;
  }
}

const verifiedPage = tell(200, {
  zh: '邮箱验证成功，您可以关闭此页面。',
  en: 'Your e-mail address is verified. You can close this page.',
});

const usedPage = tell(400, { zh: '链接已使用或已过期。', en: 'This link was used already or has expired.' });
const takenPage = tell(400, {
  zh: '该邮箱已被其他账号验证。',
  en: 'Another account has verified this e-mail address.',
});

function tell(status: number, words: Both): AnsweredPage {
  return { status, title, hasForm: false, body: writeNote(words) };
}
