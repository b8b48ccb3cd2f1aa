import { looksLikeOtherIdentifier, parseEmail } from '../../core/accounts/identifiers.ts';
import type { Picture } from '../../core/avatars/avatars.ts';
import { readPictureHeader } from '../../core/avatars/picture-header.ts';
import { checked, text } from '../../http/fields.ts';
import { isUploadedFile, type UploadedFile } from '../../http/uploaded-files.ts';
import { virtualPhoneSegments } from './virtual-phone-segments.ts';

/** What a picture may weigh (staff `signUp`). */
export const longestAvatarBytes = 30_720;
const longestAvatarSide = 1024;

// The rules of staff `signUp` and `user/:id`, field by field (S1–S3).
const words = (least: number, most: number): string => `^[\\p{Script=Han}A-Za-z0-9_-]{${least},${most}}$`;
const wordsRule = '只能由汉字、字母、数字和下划线 _ 及破折号 - 组成';

/** An existing nickname, to sign in with. */
export const nickname = text('用户名', `2~16 字，${wordsRule}`, { pattern: words(2, 16) });
/** A nickname to be taken: what a sign-in would read as a phone is refused (R2). */
export const newNickname = text('用户名', `2~16 字，${wordsRule}，不能像手机号`, {
  pattern: words(2, 16),
  check: (value) => !looksLikeOtherIdentifier(value),
});
/** The real name. */
export const name = text('姓名', `2~16 字，${wordsRule}`, { pattern: words(2, 16) });
/** What somebody does in the company. */
export const position = text('职务', `2~20 字，${wordsRule}`, { pattern: words(2, 20) });
/** A password of this contract. */
export const password = text('密码', '6~16 位，只能由字母、数字、下划线 _ 、破折号 - 组成', {
  pattern: '^[A-Za-z0-9_-]{6,16}$',
});
/** The password once more; `passwd` is the field it is compared with. */
export const passwordAgain = text('确认密码', '须与密码一致', { check: (value, { passwd }) => value === passwd });
/** A mainland mobile number, not of a virtual operator (S3). */
export const phone = text('手机号', '11 位手机号，不能是虚拟手机号', {
  pattern: '^1[3-9]\\d{9}$',
  check: (value) => !virtualPhoneSegments.includes(value.slice(0, 3)),
});
/** An e-mail address; whether it takes mail is proved elsewhere. */
export const email = text('邮箱', '有效的邮箱地址，最多 254 字', { check: (value) => parseEmail(value) !== undefined });
/** A picture by its bytes; a list of two is none (S1). */
export const avatar = checked<UploadedFile>(
  '用户头像',
  'png、jpg、jpeg、bmp 类型的图片，文件最大 30k(30720)，宽和高最大 1024 像素',
  (value) => readAvatar(value) !== undefined,
);

/** The uploaded picture, judged by its bytes, never by its name or declared type (S1); undefined where it breaks a rule. */
export function readAvatar(value: unknown): Picture | undefined {
  if (!isUploadedFile(value) || value.tooLarge) return undefined;
  const header = readPictureHeader(value.bytes);
  if (!header || Math.max(header.width, header.height) > longestAvatarSide) return undefined;
  return { format: header.format, bytes: value.bytes };
}
