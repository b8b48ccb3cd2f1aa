import { operatorOf } from '../access.ts';
import type { ManagementApp, ManagementContext } from '../context.ts';
import { cutPage, IdPosition, PageOf, readCursor } from '../paging.ts';
import { IdParams } from '../schemas.ts';
import { WebhookDeliveryQuery, WebhookDeliveryRecord, WebhookDeliveryView } from './schemas.ts';
import { viewDelivery, viewRecord } from './views.ts';

const tags = ['Webhooks'];

/** What was sent, and what came of it. */
export function registerWebhookDeliveryRoutes(app: ManagementApp, { core }: ManagementContext): void {
  const { deliveries } = core.webhooks;

  app.get(
    '/webhook-deliveries',
    {
      config: { access: 'webhooks:read' },
      schema: {
        tags,
        summary: 'What was sent in the last 30 days, newest first',
        querystring: WebhookDeliveryQuery,
        response: { 200: PageOf(WebhookDeliveryView) },
      },
    },
    async ({ query: { limit = 50, cursor, webhookId, state } }) => {
      const found = await deliveries.list({
        endpointId: webhookId,
        states: state === 'undelivered' ? ['failed', 'held'] : state && [state],
        beforeId: readCursor(cursor, IdPosition)?.id,
        most: limit + 1,
      });
      const { rows, next } = cutPage(found, limit, ({ id }) => ({ id }));
      return { items: rows.map(viewDelivery), next };
    },
  );

  app.get(
    '/webhook-deliveries/:id',
    {
      config: { access: 'webhooks:read' },
      schema: {
        tags,
        summary: 'One delivery, with what was sent and what was answered',
        params: IdParams,
        response: { 200: WebhookDeliveryRecord },
      },
    },
    async ({ params }) => viewRecord(await deliveries.get(params.id)),
  );

  app.post(
    '/webhook-deliveries/:id/redeliver',
    {
      config: { access: 'webhooks:write', creates: true },
      schema: {
        tags,
        summary: 'Send the same message again, under the same id',
        params: IdParams,
        response: { 201: WebhookDeliveryRecord },
      },
    },
    async (request, reply) => {
      reply.code(201);
      return viewRecord(await deliveries.redeliver(request.params.id, operatorOf(request)));
    },
  );
}
