import { Type } from 'typebox';
import type { OperationDocument } from '../../contract-document.ts';
import { anyRequest } from '../../document-errors.ts';
import { exact } from '../../document-schemas.ts';
import { succeeded } from './envelope.ts';

const CaptchaId = Type.String({ minLength: 1, maxLength: 100 });

/** staff `captcha` (S7). */
export const captchaOperations = {
  'GET /captcha': {
    summary: { zh: '验证码生成', en: 'A captcha' },
    description: {
      zh: '5 位字母和数字的 PNG，2 分钟有效，比较一次后作废（R8）。`captcha_id` 与 `id` 相同（S7）。',
      en: 'A PNG of 5 letters and digits; it lives 2 minutes and is gone after one comparison (R8). `captcha_id` is the same as `id` (S7).',
    },
    clause: 'staff captcha, S7, R8',
    access: 'open',
    reads: true,
    answer: succeeded(
      exact({
        id: CaptchaId,
        captcha_id: CaptchaId,
        picture: Type.String({ pattern: '^data:image/png;base64,[A-Za-z0-9+/]+=*$' }),
      }),
      'captcha',
    ),
    example: {
      answer: {
        status: true,
        data: { id: 'f91737', captcha_id: 'f91737', picture: 'data:image/png;base64,iVBORw==' },
        message: 'success',
        cmd: 'captcha',
      },
    },
    errors: [...anyRequest, 'request.too_many'],
  },
} as const satisfies Record<string, OperationDocument>;
