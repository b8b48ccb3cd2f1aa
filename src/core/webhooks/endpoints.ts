import { type Database, type Db, type Tx, takeTurn, transact } from '../../db/database.ts';
import type { WebhookPauseReason } from '../../db/schema.ts';
import type { Audit } from '../audit/audit.ts';
import { namesOf } from '../audit/details.ts';
import { DomainError, requireFound } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Actor } from '../operator.ts';
import type { Clock, WebhookSender } from '../ports.ts';
import { type Change, requireVersion } from '../versions.ts';
import { findEndpointRow, pauseEndpoint } from './delivery.store.ts';
import {
  countEndpoints,
  countFailedEndpoints,
  deleteEndpoint,
  type EndpointColumns,
  type EndpointRow,
  insertEndpoint,
  listEndpointRows,
  listSubscriptions,
  putSealed,
  replaceSubscriptions,
  updateEndpoint,
} from './endpoints.store.ts';
import { type WebhookEvent, webhookEvents } from './events.ts';
import { createEndpointSealing, newWebhookSecret } from './secrets.ts';
import { refuseUrl } from './url-rules.ts';

/** A system that is told what happens here. Times in epoch milliseconds. */
export interface WebhookEndpoint {
  id: number;
  /** Whole: it may carry a secret. */
  url: string;
  /** The same as far as everybody may know it: scheme, host and port. */
  origin: string;
  description: string;
  events: WebhookEvent[];
  /** `failing`: its last answer was none, or a wrong one. */
  state: 'healthy' | 'failing' | 'paused';
  pausedAt: number | null;
  pauseReason: WebhookPauseReason | null;
  failingSince: number | null;
  /** In a row. */
  failures: number;
  /** Until when the secret before the last rotation signs, too. */
  formerSecretUntil: number | null;
  createdAt: number;
  updatedAt: number;
}

/** What an operator says of an endpoint. */
export interface WebhookEndpointWords {
  url: string;
  description: string;
  events: readonly WebhookEvent[];
}

/** An endpoint whose secret was just made: the only moment at which it is told. */
export interface NewWebhookSecret extends WebhookEndpoint {
  secret: string;
}

/**
 * Makes, changes, pauses and removes endpoints. What is done to one throws `webhook.not_found`, and
 * `request.version_changed` where a version is named.
 */
export interface WebhookEndpoints {
  /** Throws `request.invalid_fields` for a URL that webhooks may not go to, `webhook.too_many`. */
  create(words: WebhookEndpointWords, by: Actor): Promise<NewWebhookSecret>;
  get(id: number): Promise<WebhookEndpoint>;
  /** Oldest first; at most 50. */
  list(): Promise<WebhookEndpoint[]>;
  /** Throws `request.invalid_fields`. */
  change(id: number, words: Partial<WebhookEndpointWords>, how: Change): Promise<WebhookEndpoint>;
  /** A new secret; the one before it signs beside it for so long. */
  rotateSecret(id: number, overlapMs: number, how: Change): Promise<NewWebhookSecret>;
  /** What happens meanwhile is held. Pausing twice changes nothing. */
  pause(id: number, how: Change): Promise<WebhookEndpoint>;
  /** What was held stays so until it is redelivered. */
  resume(id: number, how: Change): Promise<WebhookEndpoint>;
  /** With its log. */
  remove(id: number, how: Change): Promise<void>;
  /** How many are paused since they failed. */
  countFailed(): Promise<number>;
  /** Seals under the current root key what an older one had sealed; answers how many endpoints that were. */
  reencrypt(): Promise<number>;
}

const mostEndpoints = 50;

interface Deps {
  db: Database;
  keyring: Keyring;
  clock: Clock;
  audit: Audit;
  sender: Pick<WebhookSender, 'findUrlProblem'>;
}

/** The systems that operators want told. */
export function createWebhookEndpoints({ db, keyring, clock, audit, sender }: Deps): WebhookEndpoints {
  const sealing = createEndpointSealing(keyring);

  async function view(at: Db, rows: readonly EndpointRow[]): Promise<WebhookEndpoint[]> {
    const ids = rows.map(({ id }) => id);
    const events = ids.length > 0 ? await listSubscriptions(at, ids) : new Map<number, string[]>();
    return rows.map((row) => toEndpoint(row, sealing.openUrl(row), events.get(row.id) ?? [], clock.now()));
  }

  async function viewOne(at: Db, row: EndpointRow): Promise<WebhookEndpoint> {
    return (await view(at, [row]))[0] as WebhookEndpoint;
  }

  /** Reads, judges, changes and records as one. */
  function change<T>(
    id: number,
    { by, version }: Change,
    work: (tx: Tx, row: EndpointRow, note: (action: WebhookAction, details?: object) => Promise<void>) => Promise<T>,
  ): Promise<T> {
    return transact(db, async (tx) => {
      const row = requireFound(await findEndpointRow(tx, id), 'webhook.not_found');
      requireVersion(row, version);
      // Never the URL: whoever reads the log is not told where else they could write to.
      const told = { origin: new URL(sealing.openUrl(row)).origin };
      return work(tx, row, (action, details) =>
        audit.record(tx, { ...by, action, target: `webhook:${id}`, details: { ...told, ...details } }),
      );
    });
  }

  return {
    async create({ url, description, events }, by) {
      refuseUrl(sender, url);
      const secret = newWebhookSecret();
      return transact(db, async (tx) => {
        await takeTurn(tx, 'webhook-endpoints');
        if ((await countEndpoints(tx)) >= mostEndpoints) throw new DomainError('webhook.too_many');
        const now = clock.now();
        // Sealed in a second step: what is sealed is bound to the id.
        const blank = { url_encrypted: '', secret_encrypted: '', description, created_at: now, updated_at: now };
        const { id } = await insertEndpoint(tx, blank);
        const sealed = {
          url_encrypted: sealing.seal(id, 'url', url),
          secret_encrypted: sealing.seal(id, 'secret', secret),
        };
        await putSealed(tx, id, sealed);
        await replaceSubscriptions(tx, id, events);
        const details = { origin: new URL(url).origin, events };
        await audit.record(tx, { ...by, action: 'webhook.created', target: `webhook:${id}`, details });
        const row = requireFound(await findEndpointRow(tx, id), 'webhook.not_found');
        return { ...(await viewOne(tx, row)), secret };
      });
    },

    get: async (id) => viewOne(db, requireFound(await findEndpointRow(db, id), 'webhook.not_found')),
    list: async () => view(db, await listEndpointRows(db)),

    change: (id, words, how) =>
      change(id, how, async (tx, _row, note) => {
        const { url, description, events } = words;
        if (url !== undefined) refuseUrl(sender, url);
        if (events) await replaceSubscriptions(tx, id, events);
        const columns: EndpointColumns = {
          ...(url !== undefined && { url_encrypted: sealing.seal(id, 'url', url) }),
          ...(description !== undefined && { description }),
        };
        const row = await updateEndpoint(tx, id, columns, clock.now());
        await note('webhook.changed', { fields: namesOf(words), ...(events && { events }) });
        return viewOne(tx, row);
      }),

    rotateSecret: (id, overlapMs, how) =>
      change(id, how, async (tx, before, note) => {
        const secret = newWebhookSecret();
        const until = clock.now() + overlapMs;
        const columns = {
          secret_encrypted: sealing.seal(id, 'secret', secret),
          former_secret_encrypted: overlapMs > 0 ? before.secret_encrypted : null,
          former_secret_until: overlapMs > 0 ? until : null,
        };
        const row = await updateEndpoint(tx, id, columns, clock.now());
        await note('webhook.secret-rotated', { formerValidUntil: new Date(until).toISOString() });
        return { ...(await viewOne(tx, row)), secret };
      }),

    pause: (id, how) =>
      change(id, how, async (tx, before, note) => {
        const paused = await pauseEndpoint(tx, id, 'operator', clock.now());
        if (paused) await note('webhook.paused', { reason: 'operator' });
        return viewOne(tx, paused ?? before);
      }),

    resume: (id, how) =>
      change(id, how, async (tx, before, note) => {
        if (before.paused_at === null) return viewOne(tx, before);
        const healthy = { paused_at: null, pause_reason: null, failing_since: null, failures: 0 };
        const row = await updateEndpoint(tx, id, healthy, clock.now());
        await note('webhook.resumed');
        return viewOne(tx, row);
      }),

    remove: (id, how) =>
      change(id, how, async (tx, _row, note) => {
        await note('webhook.deleted');
        await deleteEndpoint(tx, id);
      }),

    countFailed: () => countFailedEndpoints(db),

    reencrypt: () =>
      transact(db, async (tx) => {
        let moved = 0;
        for (const row of await listEndpointRows(tx)) {
          const columns = sealing.reseal(row);
          if (columns) await putSealed(tx, row.id, columns);
          moved += columns ? 1 : 0;
        }
        return moved;
      }),
  };
}

type WebhookAction = `webhook.${'changed' | 'secret-rotated' | 'paused' | 'resumed' | 'deleted'}`;

function toEndpoint(row: EndpointRow, url: string, events: readonly string[], now: number): WebhookEndpoint {
  const formerUntil = row.former_secret_until ?? 0;
  return {
    id: row.id,
    url,
    origin: new URL(url).origin,
    description: row.description,
    events: webhookEvents.filter((event) => events.includes(event)),
    state: stateOf(row),
    pausedAt: row.paused_at,
    pauseReason: row.pause_reason,
    failingSince: row.failing_since,
    failures: row.failures,
    formerSecretUntil: formerUntil > now ? formerUntil : null,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function stateOf({ paused_at, failures }: EndpointRow): WebhookEndpoint['state'] {
  if (paused_at !== null) return 'paused';
  return failures > 0 ? 'failing' : 'healthy';
}
