import { Type } from 'typebox';
import type { OperationDocument } from '../../contract-document.ts';
import { anyForm, anyRequest, session } from '../../document-errors.ts';
import { Id } from '../../document-schemas.ts';
import { done, doneExample, record, succeeded } from './envelope.ts';

const Device = record({
  user_id: Id,
  client_id: Type.String({ minLength: 1, maxLength: 200 }),
  client_type: Type.Union([Type.Literal('android'), Type.Literal('ios')]),
  switch: Type.Boolean(),
});

const example = {
  code: 0,
  message: 'success',
  data: {
    id: 3,
    app_id: '',
    created_at: '2019-05-23 15:24:40',
    updated_at: '2019-05-23 15:24:40',
    user_id: 8,
    client_id: 'xxxxxxx',
    client_type: 'android',
    switch: true,
  },
};

/** mobile `/api/push/bind` and `/api/push/switch` (M7). */
export const pushOperations = {
  'POST /api/push/bind': {
    summary: { zh: '绑定推送客户端', en: 'Bind a client for pushes' },
    description: {
      zh: '按 `client_id` 新增或更新；他人绑定的客户端会转到当前账号（M7）。',
      en: 'Inserts or updates by `client_id`; a client that another account holds moves (M7).',
    },
    clause: 'mobile push/bind, M7',
    access: 'session',
    reads: false,
    answer: succeeded(Device),
    example: { body: { client_id: 'xxxxxxx', client_type: 'android' }, answer: example },
    errors: [...anyForm, ...session],
  },
  'GET /api/push/switch/:client_id': {
    summary: { zh: '推送开关状态', en: 'Whether a client takes pushes' },
    clause: 'mobile push/switch, M7',
    access: 'session',
    reads: true,
    answer: succeeded(Device),
    example: { params: { client_id: 'xxxxxxx' }, answer: example },
    errors: [...anyRequest, 'request.invalid_fields', ...session, 'push_device.not_found'],
  },
  'PUT /api/push/switch/:client_id': {
    summary: { zh: '修改推送开关', en: 'Turn pushes to a client on or off' },
    clause: 'mobile push/switch, M7',
    access: 'session',
    reads: false,
    answer: done,
    example: { params: { client_id: 'xxxxxxx' }, body: { switch: false }, answer: doneExample },
    errors: [...anyForm, ...session, 'push_device.not_found'],
  },
} as const satisfies Record<string, OperationDocument>;
