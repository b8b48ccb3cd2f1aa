import { createHash } from 'node:crypto';
import type { ErrorCode } from '../../core/errors.ts';

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

const style = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 30rem; margin: 15vh auto 0; padding: 0 1.25rem; text-align: center; text-wrap: balance; }
h1 { font-size: 1.25rem; }
button { padding: 0.75rem 1.5rem; font: inherit; cursor: pointer; }
`;
const styleHash = createHash('sha256').update(style).digest('base64');

/** Lets the browser do nothing but show the page and, where it asks, send its form back to where it came from. */
export function contentSecurityPolicy({ token }: Page): string {
  const formAction = token === undefined ? "'none'" : "'self'";
  return `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action ${formAction}; frame-ancestors 'none'`;
}

/** A page without script; of the request it holds the token alone, and that only where it asks. */
export function writePage({ chinese, english, token }: Page): string {
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>验证邮箱 · Verify e-mail</title>
<style>${style}</style>
</head>
<body>
<h1>${chinese}</h1>
<p lang="en">${english}</p>
${token === undefined ? '' : writeForm(token)}</body>
</html>
`;
}

/** `?` is this very path without its query, wherever a proxy may have put it. */
function writeForm(token: string): string {
  return `<form method="post" action="?">
<input type="hidden" name="token" value="${token}">
<button type="submit">验证邮箱 · <span lang="en">Verify</span></button>
</form>
`;
}
