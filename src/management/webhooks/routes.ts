import { Type } from 'typebox';
import { changeOf, has, operatorOf } from '../access.ts';
import type { ManagementApp, ManagementContext, ManagementRequest } from '../context.ts';
import { IdParams, readTime } from '../schemas.ts';
import { answerWith } from '../versions.ts';
import {
  NewWebhookView,
  RedeliveryForm,
  RedeliveryView,
  SecretRotation,
  WebhookChange,
  WebhookDeliveryRecord,
  WebhookForm,
  WebhookList,
  WebhookView,
} from './schemas.ts';
import { viewRecord, viewWebhook } from './views.ts';

const tags = ['Webhooks'];
const hourMs = 3_600_000;

const seesUrl = (request: ManagementRequest): boolean => has('webhooks:write', request);

/** Systems that are told what happens. */
export function registerWebhookRoutes(app: ManagementApp, context: ManagementContext): void {
  const { endpoints } = context.core.webhooks;
  const answer = answerWith(viewWebhook);

  app.get(
    '/webhooks',
    {
      config: { access: 'webhooks:read' },
      schema: { tags, summary: 'Webhooks, oldest first; at most 50', response: { 200: WebhookList } },
    },
    async (request) => ({ items: (await endpoints.list()).map((each) => viewWebhook(each, seesUrl(request))) }),
  );

  app.post(
    '/webhooks',
    {
      config: { access: 'webhooks:write', creates: true, confirmed: true },
      schema: { tags, summary: 'Make a webhook', body: WebhookForm, response: { 201: NewWebhookView } },
    },
    async (request, reply) => {
      const { url, description = '', events } = request.body;
      const words = { url: url.trim(), description: description.trim(), events };
      const { secret, ...made } = await endpoints.create(words, operatorOf(request));
      return { ...(await answer(reply.code(201), made, true)), secret };
    },
  );

  app.get(
    '/webhooks/:id',
    {
      config: { access: 'webhooks:read' },
      schema: { tags, summary: 'One webhook', params: IdParams, response: { 200: WebhookView } },
    },
    async (request, reply) => answer(reply, await endpoints.get(request.params.id), seesUrl(request)),
  );

  app.patch(
    '/webhooks/:id',
    {
      config: { access: 'webhooks:write', changes: true, confirmed: true },
      schema: {
        tags,
        summary: 'Change where a webhook goes, and of what it tells',
        params: IdParams,
        body: WebhookChange,
        response: { 200: WebhookView },
      },
    },
    async (request, reply) => {
      const { url, description, events } = request.body;
      const words = {
        ...(url !== undefined && { url: url.trim() }),
        ...(description !== undefined && { description: description.trim() }),
        ...(events && { events }),
      };
      return answer(reply, await endpoints.change(request.params.id, words, changeOf(request)), true);
    },
  );

  app.delete(
    '/webhooks/:id',
    {
      config: { access: 'webhooks:write', changes: true },
      schema: {
        tags,
        summary: 'Remove a webhook with its log',
        params: IdParams,
        response: { 204: Type.Null({ description: 'Removed.' }) },
      },
    },
    async (request, reply) => {
      await endpoints.remove(request.params.id, changeOf(request));
      return reply.code(204).send(null);
    },
  );

  registerHealthRoutes(app, context);
  registerSendingRoutes(app, context);
}

/** Its secret, and whether it is told anything. */
function registerHealthRoutes(app: ManagementApp, { core }: ManagementContext): void {
  const { endpoints } = core.webhooks;
  const answer = answerWith(viewWebhook);

  app.post(
    '/webhooks/:id/rotate-secret',
    {
      config: { access: 'webhooks:write', creates: true, changes: true, confirmed: true },
      schema: {
        tags,
        summary: 'Make a new secret; both sign during the overlap',
        params: IdParams,
        body: SecretRotation,
        response: { 201: NewWebhookView },
      },
    },
    async (request, reply) => {
      const overlapMs = request.body.overlapHours * hourMs;
      const { secret, ...rotated } = await endpoints.rotateSecret(request.params.id, overlapMs, changeOf(request));
      return { ...(await answer(reply.code(201), rotated, true)), secret };
    },
  );

  for (const [verb, summary] of [
    ['pause', 'Send nothing for now; what happens is held'],
    ['resume', 'Send again; what was held stays so until it is redelivered'],
  ] as const) {
    app.post(
      `/webhooks/:id/${verb}`,
      {
        config: { access: 'webhooks:write', changes: true },
        schema: { tags, summary, params: IdParams, response: { 200: WebhookView } },
      },
      async (request, reply) => {
        const { id } = request.params as { id: number };
        return answer(reply, await endpoints[verb](id, changeOf(request)), true);
      },
    );
  }
}

/** What is sent because an operator says so. */
function registerSendingRoutes(app: ManagementApp, { core }: ManagementContext): void {
  const { deliveries } = core.webhooks;

  app.post(
    '/webhooks/:id/test',
    {
      config: { access: 'webhooks:write', creates: true },
      schema: {
        tags,
        summary: 'Send a `webhook.test` at once, and answer what came of it',
        params: IdParams,
        response: { 201: WebhookDeliveryRecord },
      },
    },
    async (request, reply) => {
      reply.code(201);
      return viewRecord(await deliveries.test(request.params.id, operatorOf(request)));
    },
  );

  app.post(
    '/webhooks/:id/redeliver',
    {
      config: { access: 'webhooks:write', creates: true },
      schema: {
        tags,
        summary: 'Send again what did not arrive since then, at most 5,000 at once',
        params: IdParams,
        body: RedeliveryForm,
        response: { 201: RedeliveryView },
      },
    },
    async (request, reply) => {
      reply.code(201);
      const since = readTime(request.body.since, 'since');
      return deliveries.redeliverSince(request.params.id, since, operatorOf(request));
    },
  );
}
