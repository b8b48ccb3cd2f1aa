import type { OperationDocument } from '../../contract-document.ts';
import { anyForm, session } from '../../document-errors.ts';
import { Count, exact } from '../../document-schemas.ts';
import { succeeded } from './envelope.ts';

/** mobile `/api/message/count` (M10). */
export const messageOperations = {
  'GET /api/message/count': {
    summary: { zh: '未读消息数', en: 'How much is new' },
    description: {
      zh: '`push_ids` 为客户端已有的推送：`[1,2,3]`、`1,2,3`、重复的参数、`push_ids[]`，或放在 GET 的 JSON 请求体里；最多 200 个（M10）。',
      en: '`push_ids` are the pushes that the client has: `[1,2,3]`, `1,2,3`, repeated, as `push_ids[]`, or in a JSON body on the GET; 200 at most (M10).',
    },
    clause: 'mobile message/count, M10',
    access: 'session',
    reads: true,
    answer: succeeded(exact({ push_count: Count, feedback_count: Count })),
    example: {
      query: { push_ids: '[1,2,3]' },
      answer: { code: 0, message: 'success', data: { push_count: 0, feedback_count: 1 } },
    },
    errors: [...anyForm, ...session],
  },
} as const satisfies Record<string, OperationDocument>;
