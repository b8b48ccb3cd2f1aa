import type { Database } from '../../db/database.ts';
import type { Audit } from '../audit/audit.ts';
import type { Enqueue } from '../jobs/job-kinds.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Clock, WebhookSender } from '../ports.ts';
import type { WebhookDelivery } from './delivery.ts';
import { createWebhookDeliveryLog, type WebhookDeliveryLog } from './delivery-log.ts';
import { createWebhookEndpoints, type WebhookEndpoints } from './endpoints.ts';

export type { DeliveryRecord, ListedDelivery } from './delivery-log.ts';
export type { WebhookEndpoint } from './endpoints.ts';
export { type WebhookEvent, webhookEvents } from './events.ts';

/** What operators do about webhooks. */
export interface Webhooks {
  endpoints: WebhookEndpoints;
  deliveries: WebhookDeliveryLog;
}

/** Endpoints and the log of what was sent to them. */
export function createWebhooks(deps: {
  db: Database;
  keyring: Keyring;
  clock: Clock;
  audit: Audit;
  sender: WebhookSender;
  delivery: WebhookDelivery;
  enqueue: Enqueue;
}): Webhooks {
  return { endpoints: createWebhookEndpoints(deps), deliveries: createWebhookDeliveryLog(deps) };
}
