import { type TSchema, Type } from 'typebox';
import type { OperationDocument } from '../../contract-document.ts';
import { anyForm, anyRequest } from '../../document-errors.ts';
import { Count, exact } from '../../document-schemas.ts';

/** The whole answer to what went well. */
function succeeded<Data extends TSchema>(data: Data) {
  return { status: 200, schema: exact({ data, code: Type.Literal(1), msg: Type.Literal('success') }) };
}

const done = { answer: succeeded(Type.Null()), example: { data: null, code: 1, msg: 'success' } };
const token = ['api_token.wrong', 'request.too_many'] as const;

/** panel `/openApi/*` (P1–P6). */
export const accountOperations = {
  'POST /openApi/updateCookie': {
    summary: { zh: '账号添加或者更新', en: 'Add or update an account by its cookie' },
    description: {
      zh: '`ptPin`（文档）或 `cookie`（真实客户端）里是一条 cookie；两者都给时须是同一账号。`userMsg` 为空则保留原备注（P1）。',
      en: '`ptPin` (the document) or `cookie` (real clients) holds a cookie; both must name the same account. An empty `userMsg` keeps the remark (P1).',
    },
    clause: 'panel §1.2.2, P1, P3',
    access: 'token',
    reads: false,
    answer: done.answer,
    example: { body: { ptPin: 'pt_key=AAJh;pt_pin=jd_1;', userMsg: '备注' }, answer: done.example },
    errors: [...anyForm, ...token],
  },
  'POST /openApi/addOrUpdateAccount': {
    summary: { zh: '账号添加或者更新（Wskey+Cookie 二合一）', en: 'Add or update an account with its wskey' },
    description: {
      zh: '`ptKey` 为空则不更新；`remarks` 默认为 `ptPin` 的值（P2）。',
      en: 'An empty `ptKey` leaves the stored one; `remarks` defaults to the pin (P2).',
    },
    clause: 'panel §1.2.1, P2, P3',
    access: 'token',
    reads: false,
    answer: done.answer,
    example: { body: { ptPin: 'jd_1', ptKey: '', wsKey: 'AAJh', remarks: '备注' }, answer: done.example },
    errors: [...anyForm, ...token],
  },
  'POST /openApi/cookie/delete': {
    summary: { zh: '删除账号', en: 'Delete accounts' },
    description: {
      zh: '`ptPins` 为一个 pin、逗号隔开的多个 pin 或数组，最多 1000 个（P6）。',
      en: '`ptPins` is one pin, several with commas, or an array; 1000 at most (P6).',
    },
    clause: 'P6',
    access: 'token',
    reads: false,
    answer: succeeded(exact({ deleteCount: Count, cookieCount: Count })),
    example: {
      body: { ptPins: ['jd_1', 'jd_2'] },
      answer: { data: { deleteCount: 2, cookieCount: 0 }, code: 1, msg: 'success' },
    },
    errors: [...anyForm, ...token],
  },
  'GET /openApi/count': {
    summary: { zh: '账号数量', en: 'How many accounts there are' },
    clause: 'P6',
    access: 'token',
    reads: true,
    answer: succeeded(exact({ cookieCount: Count, accountCount: Count })),
    example: { answer: { data: { cookieCount: 1, accountCount: 2 }, code: 1, msg: 'success' } },
    errors: [...anyRequest, ...token],
  },
} as const satisfies Record<string, OperationDocument>;
