import { Type } from 'typebox';
import { changeOf, operatorOf } from '../access.ts';
import type { ManagementApp, ManagementContext } from '../context.ts';
import { cutPage, IdPosition, PageOf, PageQuery, readCursor } from '../paging.ts';
import { IdParams, readTime } from '../schemas.ts';
import { answerWith } from '../versions.ts';
import { ApiKeyForm, ApiKeyView, NewApiKeyView } from './schemas.ts';
import { viewApiKey } from './views.ts';

const tags = ['API keys'];

/** Keys for programs. */
export function registerApiKeyRoutes(app: ManagementApp, { core }: ManagementContext): void {
  const { apiKeys } = core;
  const answer = answerWith(viewApiKey);

  app.get(
    '/api-keys',
    {
      config: { access: 'keys:read' },
      schema: {
        tags,
        summary: 'API keys, newest first, dead ones among them',
        querystring: Type.Object(PageQuery),
        response: { 200: PageOf(ApiKeyView) },
      },
    },
    async ({ query: { limit = 50, cursor } }) => {
      const found = await apiKeys.list({ beforeId: readCursor(cursor, IdPosition)?.id, most: limit + 1 });
      const { rows, next } = cutPage(found, limit, ({ id }) => ({ id }));
      return { items: rows.map(viewApiKey), next };
    },
  );

  app.post(
    '/api-keys',
    {
      config: { access: 'keys:write', creates: true, confirmed: true },
      schema: { tags, summary: 'Make a key', body: ApiKeyForm, response: { 201: NewApiKeyView } },
    },
    async (request, reply) => {
      const { name, rights, expiresAt } = request.body;
      const wanted = { name: name.trim(), rights, expiresAt: expiresAt ? readTime(expiresAt, 'expiresAt') : null };
      const made = await apiKeys.create(wanted, operatorOf(request));
      return { ...(await answer(reply.code(201), made)), key: made.key };
    },
  );

  app.get(
    '/api-keys/:id',
    {
      config: { access: 'keys:read' },
      schema: { tags, summary: 'One key', params: IdParams, response: { 200: ApiKeyView } },
    },
    async ({ params }, reply) => answer(reply, await apiKeys.get(params.id)),
  );

  app.post(
    '/api-keys/:id/revoke',
    {
      config: { access: 'keys:write', changes: true },
      schema: {
        tags,
        summary: 'Revoke a key, for good, from the next request on',
        params: IdParams,
        response: { 200: ApiKeyView },
      },
    },
    async (request, reply) => answer(reply, await apiKeys.revoke(request.params.id, changeOf(request))),
  );
}
