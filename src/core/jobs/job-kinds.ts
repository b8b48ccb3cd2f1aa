import type { Tx } from '../../db/database.ts';

/** One push to one device. */
export interface PushTarget {
  pushId: number;
  deviceId: number;
}

/** The next devices of a push, in order of id. */
export interface PushProgress {
  pushId: number;
  afterDeviceId: number;
}

/** One message to one endpoint. */
export interface WebhookTarget {
  deliveryId: number;
}

/** What each kind of job carries. */
export interface JobPayloads {
  email: { to: string; purpose: string; text: string };
  push: PushTarget;
  'push-devices': PushProgress;
  'remove-file': { name: string };
  webhook: WebhookTarget;
}

/** Enqueues a job for each payload (at most 1,000) in the caller's transaction: it exists if, and only if, its cause does. */
export type Enqueue = <Kind extends keyof JobPayloads>(
  tx: Tx,
  kind: Kind,
  ...payloads: JobPayloads[Kind][]
) => Promise<void>;

/** What is kept in the transaction that takes a job off the queue: once, however often the job ran. */
export type Settle = (tx: Tx, enqueue: Enqueue) => Promise<void>;

/** What a handler may want to know of its run. */
export interface JobRun {
  /** The run before this one never told how it ended: what it does outside may be done already. */
  interrupted: boolean;
}
