import { Type } from 'typebox';
import { changeOf, operatorOf } from '../access.ts';
import type { ManagementApp, ManagementContext } from '../context.ts';
import { cutPage, IdPosition, PageOf, PageQuery, readCursor } from '../paging.ts';
import { IdParams } from '../schemas.ts';
import { answerWith } from '../versions.ts';
import { CannedAnswerChange, CannedAnswerDraft, CannedAnswerView } from './schemas.ts';
import { viewCannedAnswer } from './views.ts';

const tags = ['Canned answers'];

/** Answers that operators give again and again. */
export function registerCannedAnswerRoutes(app: ManagementApp, { core: { cannedAnswers } }: ManagementContext): void {
  const answer = answerWith(viewCannedAnswer);

  app.get(
    '/canned-answers',
    {
      config: { access: 'messages:read' },
      schema: {
        tags,
        summary: 'Canned answers, oldest first',
        querystring: Type.Object(PageQuery),
        response: { 200: PageOf(CannedAnswerView) },
      },
    },
    async ({ query: { limit = 50, cursor } }) => {
      const found = await cannedAnswers.list({ afterId: readCursor(cursor, IdPosition)?.id, limit: limit + 1 });
      const { rows, next } = cutPage(found, limit, ({ id }) => ({ id }));
      return { items: rows.map(viewCannedAnswer), next };
    },
  );

  app.post(
    '/canned-answers',
    {
      config: { access: 'messages:write', creates: true },
      schema: { tags, summary: 'Keep an answer ready', body: CannedAnswerDraft, response: { 201: CannedAnswerView } },
    },
    async (request, reply) => answer(reply.code(201), await cannedAnswers.create(request.body, operatorOf(request))),
  );

  app.get(
    '/canned-answers/:id',
    {
      config: { access: 'messages:read' },
      schema: { tags, summary: 'One canned answer', params: IdParams, response: { 200: CannedAnswerView } },
    },
    async ({ params }, reply) => answer(reply, await cannedAnswers.get(params.id)),
  );

  app.patch(
    '/canned-answers/:id',
    {
      config: { access: 'messages:write', changes: true },
      schema: {
        tags,
        summary: 'Change a canned answer',
        params: IdParams,
        body: CannedAnswerChange,
        response: { 200: CannedAnswerView },
      },
    },
    async (request, reply) =>
      answer(reply, await cannedAnswers.change(request.params.id, request.body, changeOf(request))),
  );

  app.delete(
    '/canned-answers/:id',
    {
      config: { access: 'messages:write', changes: true },
      schema: { tags, summary: 'Delete a canned answer', params: IdParams, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await cannedAnswers.remove(request.params.id, changeOf(request));
      return reply.code(204).send(null);
    },
  );
}
