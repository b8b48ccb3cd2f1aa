import { Type } from 'typebox';
import type { OperationDocument } from '../../contract-document.ts';
import { anyBody, anyForm, anyRequest, session } from '../../document-errors.ts';
import { Id, numberOf } from '../../document-schemas.ts';
import { done, doneExample, pageExample, pageOf, record, succeeded } from './envelope.ts';

const push = {
  push_title: Type.String(),
  push_body: Type.String(),
  push_scope: numberOf({ 0: '所有人', 1: '指定用户' }),
  manager_id: Id,
};
const Push = record(push);
const ListedPush = record({ ...push, push_status: numberOf({ 0: '排队中', 1: '已发送', 2: '失败' }) });

const example = {
  id: 1,
  app_id: '',
  created_at: '2019-05-30 00:00:00',
  updated_at: '2019-05-30 00:00:00',
  push_title: '推送测试',
  push_body: '推送测试内容',
  push_scope: 0,
  manager_id: 1,
};

/** mobile `/api/push/log` (M8, M9, M11). */
export const pushLogOperations = {
  'GET /api/push/log': {
    summary: { zh: '推送记录', en: 'The pushes that the caller may see' },
    clause: 'mobile push/log, M8, M11, M13',
    access: 'session',
    reads: true,
    answer: succeeded(pageOf(ListedPush)),
    example: { query: { page_no: 1, page_size: 20 }, answer: pageExample({ ...example, push_status: 1 }) },
    errors: [...anyForm, ...session],
  },
  'GET /api/push/log/:id': {
    summary: { zh: '推送详情', en: 'One push' },
    clause: 'mobile push/log/{id}, M9, M11',
    access: 'session',
    reads: true,
    answer: succeeded(Push),
    example: { params: { id: 1 }, answer: { code: 0, message: 'success', data: example } },
    errors: [...anyRequest, 'request.invalid_fields', ...session, 'push.not_found'],
  },
  'DELETE /api/push/log/delete': {
    summary: { zh: '清空推送记录', en: 'Clear the own view of the pushes' },
    description: { zh: '只清空自己看到的记录（M11）。', en: 'The log itself stays (M11).' },
    clause: 'mobile push/log/delete, M11',
    access: 'session',
    reads: false,
    answer: done,
    example: { answer: doneExample },
    errors: [...anyBody, ...session],
  },
} as const satisfies Record<string, OperationDocument>;
