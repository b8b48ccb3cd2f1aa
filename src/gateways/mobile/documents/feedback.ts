import { Type } from 'typebox';
import type { OperationDocument } from '../../contract-document.ts';
import { anyBody, anyForm, anyRequest, session } from '../../document-errors.ts';
import { Id, nullable, numberOf } from '../../document-schemas.ts';
import { done, doneExample, pageExample, pageOf, record, succeeded } from './envelope.ts';

const Category = record({ name: Type.String(), description: Type.String() });
const Feedback = record({
  feedback_content: Type.String({ minLength: 1, maxLength: 2000 }),
  feedback_status: numberOf({ 0: '未回复', 1: '已回复' }),
  feedback_category_id: nullable(Id),
  contact_phone: Type.String(),
  user_id: Id,
});
const Reply = record({ reply_content: Type.String(), manager_id: Id, feedback_id: Id, is_read: Type.Boolean() });

const category = {
  id: 1,
  app_id: '',
  created_at: '2019-05-24 11:28:08',
  updated_at: '2019-05-24 11:30:57',
  name: 'app',
  description: 'app',
};
const newer = {
  id: 3,
  app_id: '',
  created_at: '2019-05-24 11:48:47',
  updated_at: '2019-05-24 11:48:47',
  feedback_content: '反馈内容',
  feedback_status: 0,
  feedback_category_id: 1,
  contact_phone: '18656660930',
  user_id: 2,
};
const older = { ...newer, id: 2, created_at: '2019-05-24 11:47:43', updated_at: '2019-05-24 11:47:43' };
const reply = {
  id: 2,
  app_id: '',
  created_at: '2019-05-24 14:02:44',
  updated_at: '2019-05-24 14:02:44',
  reply_content: '回复内容',
  manager_id: 2,
  feedback_id: 3,
  is_read: false,
};

/** mobile `/api/feedback_category` and `/api/feedback` (M8, M9, M12). */
export const feedbackOperations = {
  'GET /api/feedback_category': {
    summary: { zh: '反馈类型', en: 'What feedback can be about' },
    clause: 'mobile feedback_category, M8, M12',
    access: 'session',
    reads: true,
    answer: succeeded(pageOf(Category)),
    example: { query: { page_no: 1, page_size: 20 }, answer: pageExample(category) },
    errors: [...anyForm, ...session],
  },
  'POST /api/feedback': {
    summary: { zh: '提交反馈', en: 'Send feedback' },
    clause: 'mobile feedback, M13',
    access: 'session',
    reads: false,
    answer: succeeded(Feedback),
    example: {
      body: { feedback_content: '反馈内容', feedback_category_id: 1, contact_phone: '18656660930' },
      answer: { code: 0, message: 'success', data: newer },
    },
    errors: [...anyForm, ...session, 'feedback.category_not_found'],
  },
  'GET /api/feedback': {
    summary: { zh: '我的反馈', en: 'The own feedback' },
    clause: 'mobile feedback, M8, M9',
    access: 'session',
    reads: true,
    answer: succeeded(pageOf(Feedback)),
    example: { query: { page_no: 1, page_size: 20 }, answer: pageExample(newer, older) },
    errors: [...anyForm, ...session],
  },
  'DELETE /api/feedback/:id': {
    summary: { zh: '删除反馈', en: 'Remove the own feedback' },
    clause: 'mobile feedback/{id}, M9',
    access: 'session',
    reads: false,
    answer: done,
    example: { params: { id: 3 }, answer: doneExample },
    errors: [...anyBody, 'request.invalid_fields', ...session, 'feedback.not_found'],
  },
  'GET /api/feedback/reply/:feedback_id': {
    summary: { zh: '反馈回复', en: 'The newest reply' },
    description: {
      zh: '返回最新回复读取前的状态，并把回复标为已读（M9）；HEAD 不改变任何东西。',
      en: 'Answers the newest reply as it stood, and marks the replies read (M9); HEAD changes nothing.',
    },
    clause: 'mobile feedback/reply/{feedback_id}, M9',
    access: 'session',
    reads: false,
    answer: succeeded(Reply),
    example: { params: { feedback_id: 3 }, answer: { code: 0, message: 'success', data: reply } },
    errors: [...anyRequest, 'request.invalid_fields', ...session, 'feedback.reply_not_found'],
  },
} as const satisfies Record<string, OperationDocument>;
