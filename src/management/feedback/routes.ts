import { Type } from 'typebox';
import { changeOf, operatorOf } from '../access.ts';
import type { ManagementApp, ManagementContext } from '../context.ts';
import { cutPage, PageOf, PageQuery, readCursor } from '../paging.ts';
import { IdParams } from '../schemas.ts';
import { findSenderId } from '../sender.ts';
import { answerWith } from '../versions.ts';
import { FeedbackFilter, FeedbackPosition, FeedbackThreadView, FeedbackView, ReplyDraft } from './schemas.ts';
import { viewFeedback, viewThread } from './views.ts';

const tags = ['Feedback'];
const statuses = { open: 0, answered: 1 } as const;
const answer = answerWith(viewThread);

/** The inbox: what people wrote, and the answers. */
export function registerFeedbackRoutes(app: ManagementApp, context: ManagementContext): void {
  const { feedback } = context.core;

  app.get(
    '/feedback',
    {
      config: { access: 'messages:read' },
      schema: {
        tags,
        summary: 'What people wrote: what nobody has seen first, newest first',
        querystring: Type.Object({ ...PageQuery, ...FeedbackFilter }),
        response: { 200: PageOf(FeedbackView) },
      },
    },
    async ({ query: { limit = 50, cursor, status, category, account, unseen } }) => {
      const filter = {
        status: status && statuses[status],
        categoryId: category === undefined ? undefined : readCategory(category),
        accountId: account,
        unseenOnly: unseen,
      };
      const after = readCursor(cursor, FeedbackPosition);
      const found = await feedback.listInbox({ filter, after, limit: limit + 1 });
      const { rows, next } = cutPage(found, limit, ({ is_seen, id }) => ({ isSeen: is_seen, id }));
      return { items: rows.map(viewFeedback), next };
    },
  );

  app.get(
    '/feedback/:id',
    {
      config: { access: 'messages:read' },
      schema: {
        tags,
        summary: 'One feedback with its answers; looking at it does not mark it as seen',
        params: IdParams,
        response: { 200: FeedbackThreadView },
      },
    },
    async ({ params }, reply) => answer(reply, await feedback.getThread(params.id)),
  );

  for (const [path, isSeen] of [
    ['seen', true],
    ['unseen', false],
  ] as const) {
    app.post(
      `/feedback/:id/${path}`,
      {
        config: { access: 'messages:write' },
        schema: {
          tags,
          summary: `Mark it as ${path}: its author is not told, and its version stays`,
          params: IdParams,
          response: { 204: Type.Null() },
        },
      },
      async (request, reply) => {
        await feedback.setSeen(request.params.id, isSeen, operatorOf(request));
        return reply.code(204).send(null);
      },
    );
  }

  app.post(
    '/feedback/:id/replies',
    {
      config: { access: 'messages:write', creates: true, changes: true },
      schema: {
        tags,
        summary: 'Answer it: its author finds the answer unread; a program answers in the name of the first owner',
        params: IdParams,
        body: ReplyDraft,
        response: { 201: FeedbackThreadView },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const managerId = await findSenderId(context, request);
      const words = { feedbackId: id, content: request.body.content, managerId };
      return answer(reply.code(201), await feedback.reply(words, changeOf(request)));
    },
  );
}

function readCategory(category: string): number | null {
  return category === 'none' ? null : Number(category);
}
