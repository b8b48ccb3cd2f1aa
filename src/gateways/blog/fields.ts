import { optional, text } from '../../http/fields.ts';

/** `md5(password)`, which is all that this contract's client sends (R3). */
export const password = text('密码', '密码的 md5，32 位十六进制字符', { pattern: '^[0-9a-fA-F]{32}$' });
/** What the `X-Captcha-Id` header said, from clients without cookies (B5). */
export const captchaId = optional(text('验证码编号', '最多 64 位', { maxLength: 64 }));
