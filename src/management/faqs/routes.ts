import { Type } from 'typebox';
import type { FaqEntry } from '../../core/faq/faq.ts';
import { changeOf, operatorOf } from '../access.ts';
import type { ManagementApp, ManagementContext } from '../context.ts';
import { cutPage, PageOf, PageQuery, readCursor } from '../paging.ts';
import { IdParams, printTime } from '../schemas.ts';
import { answerWith } from '../versions.ts';
import {
  FaqCategories,
  FaqCategoryChange,
  FaqChange,
  FaqDraft,
  FaqFilter,
  FaqOrder,
  FaqPosition,
  FaqsMoved,
  FaqView,
} from './schemas.ts';

const tags = ['FAQ'];
const answer = answerWith(viewFaq);

/** Frequent questions, their order and their categories. */
export function registerFaqRoutes(app: ManagementApp, { core: { faq } }: ManagementContext): void {
  registerFaqLists(app, { faq });

  app.post(
    '/faqs',
    {
      config: { access: 'messages:write', creates: true },
      schema: {
        tags,
        summary: 'Write a question: it comes before all others',
        body: FaqDraft,
        response: { 201: FaqView },
      },
    },
    async (request, reply) => answer(reply.code(201), await faq.create(request.body, operatorOf(request))),
  );

  app.get(
    '/faqs/:id',
    {
      config: { access: 'messages:read' },
      schema: { tags, summary: 'One question', params: IdParams, response: { 200: FaqView } },
    },
    async ({ params }, reply) => answer(reply, await faq.get(params.id)),
  );

  app.patch(
    '/faqs/:id',
    {
      config: { access: 'messages:write', changes: true },
      schema: { tags, summary: 'Change a question', params: IdParams, body: FaqChange, response: { 200: FaqView } },
    },
    async (request, reply) => answer(reply, await faq.change(request.params.id, request.body, changeOf(request))),
  );

  app.delete(
    '/faqs/:id',
    {
      config: { access: 'messages:write', changes: true },
      schema: { tags, summary: 'Delete a question', params: IdParams, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await faq.remove(request.params.id, changeOf(request));
      return reply.code(204).send(null);
    },
  );
}

function registerFaqLists(app: ManagementApp, { faq }: Pick<ManagementContext['core'], 'faq'>): void {
  app.get(
    '/faqs',
    {
      config: { access: 'messages:read' },
      schema: {
        tags,
        summary: 'Questions, in the order of the app',
        querystring: Type.Object({ ...PageQuery, ...FaqFilter }),
        response: { 200: PageOf(FaqView) },
      },
    },
    async ({ query: { limit = 50, cursor, category } }) => {
      const position = readCursor(cursor, FaqPosition)?.position;
      const found = await faq.listAfter({ position, category, limit: limit + 1 });
      const { rows, next } = cutPage(found, limit, (entry) => ({ position: entry.position }));
      return { items: rows.map(viewFaq), next };
    },
  );

  app.put(
    '/faqs/order',
    {
      config: { access: 'messages:write' },
      schema: {
        tags,
        summary: 'Put questions in this order, on the places that they hold together; all others stay where they are',
        body: FaqOrder,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await faq.reorder(request.body.ids, operatorOf(request));
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/faqs/categories',
    {
      config: { access: 'messages:read' },
      schema: { tags, summary: 'The categories that questions name', response: { 200: FaqCategories } },
    },
    async () => ({ items: await faq.listCategories() }),
  );

  app.post(
    '/faqs/categories/rename',
    {
      config: { access: 'messages:write' },
      schema: {
        tags,
        summary: 'Move all questions of a category to another, new or not',
        body: FaqCategoryChange,
        response: { 200: FaqsMoved },
      },
    },
    async (request) => {
      const { from, to } = request.body;
      return { moved: await faq.renameCategory(from, to, operatorOf(request)) };
    },
  );
}

function viewFaq({ id, title, content, category, external_link, created_at, updated_at }: FaqEntry): FaqView {
  return {
    id,
    title,
    content,
    category,
    externalLink: external_link,
    createdAt: printTime(created_at),
    updatedAt: printTime(updated_at),
    version: updated_at,
  };
}
