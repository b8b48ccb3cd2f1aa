import { object, text } from './fields.ts';

const pattern = '^[A-Za-z0-9]{1,64}$';
const shape = new RegExp(pattern);

/** Where the token of a mailed link comes; judged by `readLinkToken`, since what is none counts as one that is used up. */
export const LinkTokenFields = object({ token: text('链接凭证', '邮件链接中的字母和数字', { pattern }) });

/** The token of a mailed link; empty where it can be none: what is shown in a page holds letters and digits alone. */
export function readLinkToken(value: unknown): string {
  return typeof value === 'string' && shape.test(value) ? value : '';
}
