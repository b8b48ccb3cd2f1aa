import { Type } from 'typebox';
import type { OperationDocument } from '../../contract-document.ts';
import { anyBody, session } from '../../document-errors.ts';
import { exact, Id, NationalPhone, nullable, OpenId, PrintedTime } from '../../document-schemas.ts';
import { succeeded } from './envelope.ts';
import { LicenceStatus, Token } from './user.ts';

const isoTime = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$';

const Heartbeat = exact({
  id: Id,
  username: Type.String(),
  mobile: NationalPhone,
  type: Type.Literal(1),
  openid: OpenId,
  email: Type.String(),
  create_time: Type.String({ pattern: isoTime }),
  modify_time: nullable(Type.String({ pattern: isoTime })),
  is_delete: Type.Literal(false),
  is_active: Type.Boolean(),
  license: exact({
    number: nullable(Type.String({ minLength: 1 })),
    status: LicenceStatus,
    effect_date: nullable(PrintedTime),
    expired_time: nullable(PrintedTime),
  }),
  token: Type.Optional(Token),
});

/** desktop `heart/check` (§1.3.2). */
export const heartOperations = {
  'POST /api/heart/check': {
    summary: { zh: '心跳检测', en: 'Heartbeat' },
    description: {
      zh: '记录设备最后在线时间。`license` 为授权状态；token 剩余不到一小时时附带新的 `token`（D4）。',
      en: 'Records when the device was last seen. `license` is the licence’s standing; in the last hour of the token a fresh `token` comes with it (D4).',
    },
    clause: 'desktop §1.3.2, D4, D5, D6',
    access: 'session',
    reads: false,
    answer: succeeded(Heartbeat, '心跳正常', 201),
    example: {
      answer: {
        data: {
          id: 28,
          username: 'tige1200',
          mobile: '18332133776',
          type: 1,
          openid: 'HuTfdXc8mENtNULFPBVt233cN2gzZ9lKqAcoUKed',
          email: 'test@test.com',
          create_time: '2017-11-10T03:47:13.533Z',
          modify_time: null,
          is_delete: false,
          is_active: true,
          license: { number: null, status: 1, effect_date: null, expired_time: null },
        },
        meta: { msg: '心跳正常', status: 201 },
      },
    },
    errors: [...anyBody, ...session, 'session.cannot_sign'],
  },
} as const satisfies Record<string, OperationDocument>;
