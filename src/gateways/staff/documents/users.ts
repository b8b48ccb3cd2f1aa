import { Type } from 'typebox';
import type { OperationDocument } from '../../contract-document.ts';
import { anyBody, anyForm, anyRequest, session } from '../../document-errors.ts';
import { Count, exact, Id, NationalPhone } from '../../document-schemas.ts';
import { Nothing, succeeded } from './envelope.ts';
import { UserLevel } from './sign-in.ts';

const person = {
  email: Type.String(),
  id: Id,
  name: Type.String(),
  nickname: Type.String(),
  phone: NationalPhone,
  position: Type.String(),
};

const Row = exact({
  id: Id,
  nickname: Type.String(),
  name: Type.String(),
  phone: NationalPhone,
  email: Type.String(),
  position: Type.String(),
  account_status: Type.Union(['待审核', '已审核', '已拒绝', '已冻结'].map((word) => Type.Literal(word))),
  user_level: UserLevel,
  create_time: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}$' }),
});

const Page = exact({
  total: Count,
  per_page: Type.Literal(15),
  current_page: Type.Integer({ minimum: 1 }),
  last_page: Type.Integer({ minimum: 1 }),
  data: Type.Array(Row, { maxItems: 15 }),
});

const user = {
  email: 'abc@abc.com',
  id: 57,
  name: '测试用户5',
  nickname: '测试用户5',
  phone: '13800138000',
  position: '职位1',
};

const ofOne = [...session, 'right.missing', 'request.invalid_fields', 'account.not_found'] as const;

/** staff `list/user`, `user/:id`, `audit/user/:id` (S5, S6, S8, S9). */
export const userOperations = {
  'GET /list/user': {
    summary: { zh: '用户列表', en: 'The whole directory' },
    description: { zh: '每页 15 个，新的在前（S6）。', en: '15 a page, newest first (S6).' },
    clause: 'staff list/user, S5, S6',
    access: 'level2',
    reads: true,
    answer: succeeded(Page, 'list/user'),
    example: {
      query: { page: 1 },
      answer: {
        status: true,
        data: {
          total: 50,
          per_page: 15,
          current_page: 1,
          last_page: 4,
          data: [{ ...user, account_status: '已审核', user_level: 3, create_time: '2020-09-23 16:20' }],
        },
        message: 'success',
        cmd: 'list/user',
      },
    },
    errors: [...anyRequest, 'request.invalid_fields', ...session, 'right.missing'],
  },
  'GET /user/:id': {
    summary: { zh: '用户详情', en: 'One person' },
    clause: 'staff user/:id, S5, S9',
    access: 'level2OrOneself',
    reads: true,
    answer: succeeded(exact(person), /^user\/\d+$/),
    example: { params: { id: 57 }, answer: { status: true, data: user, message: 'success', cmd: 'user/57' } },
    errors: [...anyRequest, ...ofOne],
  },
  'PUT /user/:id': {
    summary: { zh: '修改用户', en: 'Change a person' },
    description: {
      zh: '未改变的值可以原样送回，也可以只送部分字段（S8）。',
      en: 'What is unchanged may be sent back as it is, or left out (S8).',
    },
    clause: 'staff user/:id, S5, S8, S9',
    access: 'level1OrOneself',
    reads: false,
    answer: succeeded(Nothing, /^user\/\d+$/),
    example: {
      params: { id: 45 },
      body: { name: '王小明', position: '工程师' },
      answer: { status: true, data: [], message: 'success', cmd: 'user/45' },
    },
    errors: [...anyForm, ...session, 'right.missing', 'account.not_found', 'identifier.taken'],
  },
  'PUT /audit/user/:id': {
    summary: { zh: '审核用户', en: 'Approve a person' },
    clause: 'staff audit/user/:id, S4, S9',
    access: 'level1',
    reads: false,
    answer: succeeded(Nothing, 'audit/user'),
    example: { params: { id: 57 }, answer: { status: true, data: [], message: 'success', cmd: 'audit/user' } },
    errors: [...anyBody, ...ofOne, 'account.frozen', 'identifier.taken'],
  },
  'DELETE /user/:id': {
    summary: { zh: '删除用户', en: 'Delete a person' },
    description: {
      zh: '最后一位所有者不能删除（S5）。',
      en: 'The last owner cannot be deleted (S5).',
    },
    clause: 'staff user/:id, S5',
    access: 'level1',
    reads: false,
    answer: succeeded(Type.Literal(true), /^user\/\d+$/),
    example: { params: { id: 46 }, answer: { status: true, data: true, message: 'success', cmd: 'user/46' } },
    errors: [...anyBody, ...ofOne, 'account.last_owner'],
  },
} as const satisfies Record<string, OperationDocument>;
