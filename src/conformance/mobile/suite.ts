import { document } from '../../gateways/mobile/document.ts';
import type { Door, Refusal } from '../every-contract/door.ts';
import { casesEverywhere } from '../every-contract/everywhere.ts';
import type { Suite } from '../run/case.ts';
import { createMobileClient } from './client.ts';
import { codeCases } from './codes.ts';
import { listCases } from './lists.ts';
import { messageCases } from './messages.ts';
import { personalCases } from './personal.ts';
import { pushCases } from './push.ts';
import { recordCases } from './records.ts';
import { tokenCases } from './tokens.ts';

const refusals: Record<Refusal, [code: number, status: number]> = {
  unknownPath: [10002, 404],
  malformed: [10005, 400],
  tooLarge: [10005, 413],
  noCredential: [10004, 200],
  wrongCredential: [10004, 200],
};
const names: Readonly<Record<string, string>> = {
  'GET /api/faq/:id': 'GET faq/{id}',
  'DELETE /api/feedback/:id': 'DELETE feedback/{id}',
  'GET /api/feedback/reply/:feedback_id': 'GET feedback/reply',
  'GET /api/push/log/:id': 'GET push/log/{id}',
  'GET /api/push/switch/:client_id': 'GET push/switch',
  'PUT /api/push/switch/:client_id': 'PUT push/switch',
  'GET /api/message/count': 'message/count',
  'DELETE /api/push/log/delete': 'push/log/delete',
  'POST /api/push/bind': 'push/bind',
};
const mebibyte = 1024 * 1024;

const door: Door = {
  document,
  nameOf: (operation) => names[operation] ?? operation.replace('POST /api/auth/', '').replace('/api/', ''),
  refuse: (talk, answer, refusal) => void createMobileClient(talk).refused(answer, ...refusals[refusal]),
  async credentialFor(talk, operation) {
    if (document.operations[operation]?.access === 'open') return {};
    return { Authorization: `Token ${await createMobileClient(talk).anyToken()}` };
  },
  wrongCredentials: ['Token x', `Token ${'a'.repeat(50)}`, 'Token', ''].map((Authorization) => ({ Authorization })),
  tooManyBytes: () => 2 * mebibyte,
  unknownPaths: ['/api', '/api/', '/api/nothing', '/api/auth', '/api/faq/1/2', '/api//faq', '/api/FAQ'],
  brokenPaths: ['/api/faq/%zz', '/api/faq/%', '/api/%c0%ae', '/api/faq?page_no=%zz'],
};

/** The contract of the Android and iOS apps. */
export const mobileSuite: Suite = {
  contract: 'mobile',
  prefix: '/api',
  unknownPath: '/api/portico-verify-nothing',
  cases: [
    ...codeCases,
    ...tokenCases,
    ...personalCases,
    ...pushCases,
    ...listCases,
    ...recordCases,
    ...messageCases,
    ...casesEverywhere(door),
  ],
};
