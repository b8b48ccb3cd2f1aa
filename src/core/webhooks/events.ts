import type { AccountOrigin, AccountRole, AccountStatus, SessionContract } from '../../db/schema.ts';

/** What other systems can be told of: what it happened to, and the participle of what happened. None is ever renamed. */
export const webhookEvents = [
  'account.created',
  'account.approved',
  'account.frozen',
  'account.deleted',
  'account.password-changed',
  'session.opened',
  'release.published',
  'feedback.received',
  'licence.expired',
  'heartbeat.overdue',
] as const;

/** One of them. */
export type WebhookEvent = (typeof webhookEvents)[number];
/** What an operator sends to see whether an endpoint works; nobody subscribes to it. */
export const testEvent = 'webhook.test';

/** An account as it is told: neither its phone nor its e-mail, which its id is there to ask for. */
export interface ToldAccount {
  id: number;
  /** What people call it; null where nobody told. */
  name: string | null;
  handle: string | null;
  origin: AccountOrigin;
  role: AccountRole;
  status: AccountStatus;
}

/** What is told of each event, as `data`. Times are ISO 8601 in UTC. */
export interface WebhookData {
  'account.created': { account: ToldAccount };
  'account.approved': { account: ToldAccount };
  'account.frozen': { account: ToldAccount };
  'account.deleted': { account: ToldAccount };
  'account.password-changed': { account: ToldAccount };
  'session.opened': {
    account: ToldAccount;
    session: { id: number; contract: SessionContract; address: string; userAgent: string; expiresAt: string };
  };
  'release.published': {
    release: {
      id: number;
      version: string;
      channel: string;
      rolloutPercent: number;
      path: string;
      sizeBytes: number;
      sha256: string;
      notes: string | null;
    };
  };
  'feedback.received': {
    feedback: { id: number; accountId: number; categoryId: number | null; content: string };
  };
  'licence.expired': { licence: { id: number; number: string; accountId: number | null; expiresAt: string } };
  'heartbeat.overdue': {
    device: {
      sessionId: number;
      accountId: number;
      address: string;
      programVersion: string | null;
      lastSeenAt: string;
      dueAt: string;
    };
  };
}

/** The whole body of a message. */
export function printMessage(type: WebhookEvent | typeof testEvent, now: number, data: object): string {
  return JSON.stringify({ type, timestamp: new Date(now).toISOString(), data });
}
