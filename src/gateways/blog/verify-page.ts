import type { ErrorCode } from '../../core/errors.ts';

/** What somebody reads who opened the link of a mail; the HTTP status is the envelope's. */
export interface Page {
  status: number;
  chinese: string;
  english: string;
}

export const verifiedPage: Page = {
  status: 200,
  chinese: '邮箱验证成功，您可以关闭此页面。',
  english: 'Your e-mail address is verified. You can close this page.',
};

const usedPage: Page = {
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

/** A page without script, style or anything that came with the request. */
export function writePage({ chinese, english }: Page): string {
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>验证邮箱 · Verify e-mail</title>
</head>
<body>
<h1>${chinese}</h1>
<p lang="en">${english}</p>
</body>
</html>
`;
}
