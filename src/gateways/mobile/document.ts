import { Type } from 'typebox';
import { type ContractDocument, inGroups, openAccess } from '../contract-document.ts';
import { exact, Nothing } from '../document-schemas.ts';
import { authOperations } from './documents/auth.ts';
import { faqOperations } from './documents/faq.ts';
import { feedbackOperations } from './documents/feedback.ts';
import { messageOperations } from './documents/message.ts';
import { personalOperations } from './documents/personal.ts';
import { pushOperations } from './documents/push.ts';
import { pushLogOperations } from './documents/push-log.ts';

/** The contract of the Android and iOS apps (M1–M13). */
export const document: ContractDocument = {
  name: 'mobile',
  title: { zh: '移动应用接口', en: 'The Android and iOS apps' },
  summary: {
    zh: '注册登录、个人资料、推送、常见问题与反馈。',
    en: 'Registration and sign-in, profile, pushes, frequent questions and feedback.',
  },
  securitySchemes: {
    token: {
      type: 'apiKey',
      in: 'header',
      name: 'Authorization',
      description:
        '`Token <access_token>`，7 天有效，用 `refresh_token` 续期（M4）；也接受 `Bearer` 或不带前缀（M5）。\n\n' +
        '`Token <access_token>`, which lives 7 days and is renewed by `refresh_token` (M4); `Bearer` and raw are taken, too (M5).',
    },
  },
  access: {
    open: openAccess,
    session: { words: { zh: '需要登录。', en: 'For whoever is signed in.' }, ways: [['token']] },
  },
  failure: {
    schema: exact({
      code: Type.Integer({ minimum: 10000, maximum: 10014 }),
      message: Type.String({ minLength: 1 }),
      data: Nothing,
    }),
    codePath: ['code'],
    messagePath: ['message'],
  },
  ...inGroups(
    [{ zh: '登录', en: 'Sign-in' }, authOperations],
    [{ zh: '个人资料', en: 'Profile' }, personalOperations],
    [
      { zh: '推送', en: 'Pushes' },
      { ...pushOperations, ...pushLogOperations },
    ],
    [{ zh: '消息', en: 'Messages' }, messageOperations],
    [{ zh: '常见问题', en: 'Frequent questions' }, faqOperations],
    [{ zh: '反馈', en: 'Feedback' }, feedbackOperations],
  ),
  fields: {
    area: 'The calling code, with or without `+` or `00`; 86 unless told.',
    account: 'A phone or an e-mail; to sign in, a handle too.',
    code: 'The 6 digits that were sent.',
    password: 'The password: a new one has 6 to 64 characters.',
    refresh_token: 'The refresh token.',
    nickname: 'The nickname, 64 characters at most.',
    avatar: 'The address of a picture, 1024 characters at most.',
    gender: '0 female, 1 male, 2 not told.',
    birthday: 'A real date, such as 1991-03-08.',
    address: 'The address, 255 characters at most.',
    client_id: 'The client’s id at the push vendor, 1 to 200 visible characters.',
    client_type: '`android` or `ios`.',
    switch: 'Whether the client takes pushes.',
    id: 'The record’s number.',
    page_no: 'Which page, from 1.',
    page_size: 'How many on a page, 1 to 100.',
    push_ids: 'The pushes that the client has, 200 at most (M10).',
    feedback_content: 'What is said, 1 to 2000 characters.',
    feedback_category_id: 'What it is about: the number of a category.',
    contact_phone: 'Where to call back, 32 characters at most.',
    feedback_id: 'The feedback’s number.',
  },
};
