import { Type } from 'typebox';
import type { OperationDocument } from '../../contract-document.ts';
import { anyForm, anyRequest, session } from '../../document-errors.ts';
import { exact, Id, NationalPhone, numberOf, OpenId, PrintedTime } from '../../document-schemas.ts';
import { succeeded } from './envelope.ts';

const Info = exact({
  id: Id,
  area: Type.String({ pattern: '^\\d{0,4}$' }),
  phone: NationalPhone,
  email: Type.String(),
  openid: OpenId,
  role: numberOf({ 0: '用户', 1: '管理员', 2: '所有者' }),
  username: Type.String(),
  is_active: Type.Boolean(),
  app_id: Type.Literal(''),
  created_at: PrintedTime,
  updated_at: PrintedTime,
  nickname: Type.String(),
  avatar: Type.String(),
  gender: numberOf({ 0: '女', 1: '男', 2: '保密' }),
  birthday: Type.String({ pattern: '^(\\d{4}-\\d{2}-\\d{2})?$' }),
  address: Type.String(),
});

const example = {
  code: 0,
  message: 'success',
  data: {
    id: 8,
    area: '86',
    phone: '18656660930',
    email: '',
    openid: 'HuTfdXc8mENtNULFPBVt233cN2gzZ9lKqAcoUKed',
    role: 0,
    username: '18656660930',
    is_active: true,
    app_id: '',
    created_at: '2019-05-22 18:20:45',
    updated_at: '2019-05-22 18:20:45',
    nickname: '',
    avatar: '',
    gender: 2,
    birthday: '',
    address: '',
  },
};

/** mobile `/api/personal/info` (M6). */
export const personalOperations = {
  'GET /api/personal/info': {
    summary: { zh: '个人资料', en: 'The own profile' },
    clause: 'mobile personal/info, M6',
    access: 'session',
    reads: true,
    answer: succeeded(Info),
    example: { answer: example },
    errors: [...anyRequest, ...session],
  },
  'PUT /api/personal/info': {
    summary: { zh: '修改个人资料', en: 'Change the own profile' },
    description: { zh: '只修改所列五个字段（M6）。', en: 'Changes these five fields alone (M6).' },
    clause: 'mobile personal/info, M6',
    access: 'session',
    reads: false,
    answer: succeeded(Info),
    example: {
      body: { nickname: '小明', gender: 1, birthday: '1991-03-08' },
      answer: { ...example, data: { ...example.data, nickname: '小明', gender: 1, birthday: '1991-03-08' } },
    },
    errors: [...anyForm, ...session, 'account.not_found'],
  },
} as const satisfies Record<string, OperationDocument>;
