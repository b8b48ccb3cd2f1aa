import type { DeliveryRecord, ListedDelivery, WebhookEndpoint } from '../../core/webhooks/webhooks.ts';
import { printTime } from '../schemas.ts';
import type { WebhookDeliveryRecord, WebhookDeliveryView, WebhookView } from './schemas.ts';

/** One endpoint as it is answered; its whole URL only to who may change it. */
export function viewWebhook(endpoint: WebhookEndpoint, isUrlTold: boolean): WebhookView {
  return {
    id: endpoint.id,
    url: isUrlTold ? endpoint.url : null,
    origin: endpoint.origin,
    description: endpoint.description,
    events: endpoint.events,
    state: endpoint.state,
    pausedAt: printTime(endpoint.pausedAt),
    pauseReason: endpoint.pauseReason,
    failingSince: printTime(endpoint.failingSince),
    failures: endpoint.failures,
    formerSecretUntil: printTime(endpoint.formerSecretUntil),
    createdAt: printTime(endpoint.createdAt),
    version: endpoint.updatedAt,
  };
}

/** One delivery as it is listed. */
export function viewDelivery(row: ListedDelivery): WebhookDeliveryView {
  return {
    id: row.id,
    webhookId: row.endpoint_id,
    messageId: row.message_id,
    event: row.event as WebhookDeliveryView['event'],
    state: row.state,
    attempts: row.attempts,
    createdAt: printTime(row.created_at),
    updatedAt: printTime(row.updated_at),
  };
}

/** One delivery as it is answered alone. */
export function viewRecord({ body, tries, ...row }: DeliveryRecord): WebhookDeliveryRecord {
  return {
    ...viewDelivery(row),
    body,
    tries: tries.map(({ at, status, failure, duration_ms: durationMs, answer }) => ({
      at: printTime(at),
      status,
      failure: failure as WebhookDeliveryRecord['tries'][number]['failure'],
      durationMs,
      answer,
    })),
  };
}
