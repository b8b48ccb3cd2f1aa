import { Type } from 'typebox';
import { changeOf, operatorOf } from '../access.ts';
import type { ManagementApp, ManagementContext } from '../context.ts';
import { cutPage, IdPosition, PageOf, PageQuery, readCursor } from '../paging.ts';
import { IdParams } from '../schemas.ts';
import { answerWith } from '../versions.ts';
import { CategoryChange, CategoryDraft, CategoryView } from './schemas.ts';
import { viewCategory } from './views.ts';

const tags = ['Feedback categories'];

/** What feedback can be about. */
export function registerFeedbackCategoryRoutes(app: ManagementApp, { core: { feedback } }: ManagementContext): void {
  const answer = answerWith(async (id: number) => viewCategory(await feedback.getUsedCategory(id)));
  const answerCreated = answerWith(viewCategory);

  app.get(
    '/feedback-categories',
    {
      config: { access: 'messages:read' },
      schema: {
        tags,
        summary: 'Categories, newest first',
        querystring: Type.Object(PageQuery),
        response: { 200: PageOf(CategoryView) },
      },
    },
    async ({ query: { limit = 50, cursor } }) => {
      const beforeId = readCursor(cursor, IdPosition)?.id;
      const found = await feedback.listUsedCategories({ beforeId, limit: limit + 1 });
      const { rows, next } = cutPage(found, limit, ({ id }) => ({ id }));
      return { items: rows.map(viewCategory), next };
    },
  );

  app.post(
    '/feedback-categories',
    {
      config: { access: 'messages:write', creates: true },
      schema: { tags, summary: 'Make a category', body: CategoryDraft, response: { 201: CategoryView } },
    },
    async (request, reply) => {
      const { name, description = '' } = request.body;
      return answerCreated(reply.code(201), await feedback.createCategory({ name, description }, operatorOf(request)));
    },
  );

  app.get(
    '/feedback-categories/:id',
    {
      config: { access: 'messages:read' },
      schema: { tags, summary: 'One category', params: IdParams, response: { 200: CategoryView } },
    },
    ({ params }, reply) => answer(reply, params.id),
  );

  app.patch(
    '/feedback-categories/:id',
    {
      config: { access: 'messages:write', changes: true },
      schema: {
        tags,
        summary: 'Rename or describe a category',
        params: IdParams,
        body: CategoryChange,
        response: { 200: CategoryView },
      },
    },
    async (request, reply) => {
      const { id } = await feedback.changeCategory(request.params.id, request.body, changeOf(request));
      return answer(reply, id);
    },
  );

  app.delete(
    '/feedback-categories/:id',
    {
      config: { access: 'messages:write', changes: true },
      schema: {
        tags,
        summary: 'Delete a category; what was filed under it keeps none',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await feedback.removeCategory(request.params.id, changeOf(request));
      return reply.code(204).send(null);
    },
  );
}
