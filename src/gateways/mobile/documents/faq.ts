import { Type } from 'typebox';
import type { OperationDocument } from '../../contract-document.ts';
import { anyForm, anyRequest, session } from '../../document-errors.ts';
import { pageExample, pageOf, record, succeeded } from './envelope.ts';

const Faq = record({
  title: Type.String(),
  content: Type.String(),
  category: Type.String(),
  external_link: Type.String(),
});

const example = {
  id: 2,
  app_id: '',
  created_at: '2019-05-23 18:17:16',
  updated_at: '2019-05-23 18:17:16',
  title: '标题',
  content: '内容',
  category: '',
  external_link: '',
};

/** mobile `/api/faq` (M8, M12). */
export const faqOperations = {
  'GET /api/faq': {
    summary: { zh: '常见问题', en: 'Frequent questions' },
    clause: 'mobile faq, M8, M12, M13',
    access: 'session',
    reads: true,
    answer: succeeded(pageOf(Faq)),
    example: { query: { page_no: 1, page_size: 20 }, answer: pageExample(example) },
    errors: [...anyForm, ...session],
  },
  'GET /api/faq/:id': {
    summary: { zh: '常见问题详情', en: 'One question' },
    clause: 'mobile faq/{id}, M12',
    access: 'session',
    reads: true,
    answer: succeeded(Faq),
    example: { params: { id: 2 }, answer: { code: 0, message: 'success', data: example } },
    errors: [...anyRequest, 'request.invalid_fields', ...session, 'faq.not_found'],
  },
} as const satisfies Record<string, OperationDocument>;
