import { type Database, type Tx, transact } from '../../db/database.ts';
import type { Audit } from '../audit/audit.ts';
import type { JobEnd, JobRun, WebhookTarget } from '../jobs/job-kinds.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Clock, WebhookOutcome, WebhookSender } from '../ports.ts';
import {
  type Dispatch,
  type EndpointRow,
  endWaiting,
  findDispatch,
  insertAttempt,
  markDelivered,
  noteFailure,
  noteSuccess,
  pauseEndpoint,
  reviveDelivery,
} from './delivery.store.ts';
import { createEndpointSealing } from './secrets.ts';

/** Sends messages to endpoints and keeps what came of it. */
export interface WebhookDelivery {
  /**
   * One try, the same message under the same id each time. Throws where it is to be tried again; none is made, and the
   * message left for later, while another one tries an endpoint that fails. Broken off by `signal` it counts for nothing.
   */
  send(target: WebhookTarget, run: Pick<JobRun, 'signal'>): Promise<JobEnd<WebhookTarget> | undefined>;
  /** After the last try. */
  giveUp(tx: Tx, target: WebhookTarget): Promise<void>;
  /** Before a delivery that was given up is tried after all; false where it arrived meanwhile, or waits for another job. */
  revive(tx: Tx, target: WebhookTarget): Promise<boolean>;
  /** One try at once, whether or not the endpoint is paused; neither counts for its health nor is it repeated. */
  tryOnce(deliveryId: number): Promise<void>;
}

/** From then on an endpoint is paused that fails: for so long, and so often in a row. */
const pausedAfterMs = 24 * 3_600_000;
const pausedAfterFailures = 10;
/** From then on in a row it is tried by one message at a time: who does not answer would hold up everybody else's. */
const triedAloneAfterFailures = 3;

/** What the jobs of webhooks do. */
export function createWebhookDelivery(deps: {
  db: Database;
  keyring: Keyring;
  clock: Clock;
  audit: Audit;
  sender: WebhookSender;
}): WebhookDelivery {
  const { db, keyring, clock, audit, sender } = deps;
  const sealing = createEndpointSealing(keyring);
  /** How many requests of this process are under way, by endpoint. */
  const underWay = new Map<number, number>();

  async function request({ delivery, endpoint, body }: Dispatch, signal?: AbortSignal): Promise<WebhookOutcome> {
    const at = clock.now();
    const secrets = sealing.openSecrets(endpoint, at);
    const url = sealing.openUrl(endpoint);
    underWay.set(endpoint.id, (underWay.get(endpoint.id) ?? 0) + 1);
    try {
      return await sender.send({ url, id: delivery.message_id, at, body, secrets, ...(signal && { signal }) });
    } finally {
      const left = (underWay.get(endpoint.id) ?? 1) - 1;
      if (left > 0) underWay.set(endpoint.id, left);
      else underWay.delete(endpoint.id);
    }
  }

  const isTriedAlready = ({ endpoint: { id, failures } }: Dispatch): boolean =>
    failures >= triedAloneAfterFailures && underWay.has(id);

  async function record(tx: Tx, { delivery }: Dispatch, outcome: WebhookOutcome): Promise<void> {
    await insertAttempt(tx, {
      delivery_id: delivery.id,
      at: clock.now(),
      status: outcome.status ?? null,
      failure: outcome.failure ?? null,
      duration_ms: outcome.durationMs,
      answer: outcome.answer,
    });
    if (!outcome.failure) await markDelivered(tx, delivery.id, clock.now());
  }

  /** True where the endpoint is paused from now on, or was meanwhile: then nothing is tried again. */
  async function recordFailure(tx: Tx, dispatch: Dispatch, outcome: WebhookOutcome): Promise<boolean> {
    await record(tx, dispatch, outcome);
    const endpoint = await noteFailure(tx, dispatch.endpoint.id, clock.now());
    if (!endpoint) return true;
    const reason = reasonToPause(endpoint, outcome, clock.now());
    if (reason !== undefined && (await pauseEndpoint(tx, endpoint.id, reason, clock.now()))) {
      const details = { reason, failures: endpoint.failures };
      await audit.record(tx, { action: 'webhook.paused', target: `webhook:${endpoint.id}`, details });
    }
    const isPaused = reason !== undefined || endpoint.paused_at !== null;
    if (isPaused) await endWaiting(tx, dispatch.delivery.id, 'held', clock.now());
    return isPaused;
  }

  return {
    async send(target, { signal }) {
      const { deliveryId } = target;
      const dispatch = await findDispatch(db, deliveryId);
      // Whoever asked for it once more may have had another job do it.
      if (dispatch?.delivery.state !== 'waiting') return undefined;
      if (dispatch.endpoint.paused_at !== null) {
        return { settle: (tx) => endWaiting(tx, deliveryId, 'held', clock.now()) };
      }
      if (isTriedAlready(dispatch)) {
        return { left: { payload: target, reason: 'the endpoint fails; another message tries it' } };
      }
      const outcome = await request(dispatch, signal);
      if (!outcome.failure) {
        return {
          async settle(tx) {
            await record(tx, dispatch, outcome);
            await noteSuccess(tx, dispatch.endpoint.id);
          },
        };
      }
      signal.throwIfAborted();
      const isPaused = await transact(db, (tx) => recordFailure(tx, dispatch, outcome));
      if (isPaused) return undefined;
      throw new Error(`webhook not delivered: ${outcome.failure}${outcome.status ? ` (${outcome.status})` : ''}`);
    },

    giveUp: (tx, { deliveryId }) => endWaiting(tx, deliveryId, 'failed', clock.now()),
    revive: (tx, { deliveryId }) => reviveDelivery(tx, deliveryId, clock.now()),

    async tryOnce(deliveryId) {
      const dispatch = await findDispatch(db, deliveryId);
      if (!dispatch) return;
      const outcome = await request(dispatch);
      await transact(db, (tx) => record(tx, dispatch, outcome));
    },
  };
}

function reasonToPause(
  endpoint: EndpointRow,
  { failure }: WebhookOutcome,
  now: number,
): 'gone' | 'failing' | undefined {
  if (failure === 'gone') return 'gone';
  const hasFailedForLong = now - (endpoint.failing_since ?? now) >= pausedAfterMs;
  return hasFailedForLong && endpoint.failures >= pausedAfterFailures ? 'failing' : undefined;
}
