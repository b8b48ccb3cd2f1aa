import type { Tx } from '../../db/database.ts';
import type { ForgottenPassword } from '../forgotten-passwords/forgotten-password.ts';
import type { MailRequest } from '../mails/mail-request.ts';

/** A push for devices, by their ids. */
export interface PushTargets {
  pushId: number;
  deviceIds: number[];
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
  email: MailRequest;
  'forgotten-password': ForgottenPassword;
  push: PushTargets;
  'push-devices': PushProgress;
  'remove-file': { name: string };
  webhook: WebhookTarget;
}

/** One of them. */
export type JobKind = keyof JobPayloads;

/** Enqueues a job for each payload (at most 1,000) in the caller's transaction: it exists if, and only if, its cause does. */
export type Enqueue = <Kind extends JobKind>(tx: Tx, kind: Kind, ...payloads: JobPayloads[Kind][]) => Promise<void>;

/** What is kept in the transaction that takes a job off the queue: once, however often the job ran. */
export type Settle = (tx: Tx, enqueue: Enqueue) => Promise<void>;

/** What a handler is told of its run. */
export interface JobRun {
  /**
   * A run that was cut off is repeated, whatever it had done outside: with this key, which is the same for every run of
   * the job, and of what is left of it.
   */
  key: string;
  /** Fires when the run is to end: the server stops, or the lease was lost. */
  signal: AbortSignal;
}

/**
 * How a run ended that did not throw: what is kept with its end, and what is left to be tried later, under the same key,
 * which then names a part of what it named before.
 */
export interface JobEnd<Payload> {
  settle?: Settle;
  left?: { payload: Payload; reason: string };
}

/** How jobs of one kind are done. */
export interface JobHandler<Payload> {
  /** How many may be in flight in one process. */
  concurrency: number;
  /** Whether it takes no network: then whoever enqueued one can wait for it (R12). */
  isLocal: boolean;
  /** Tried for ever; the others are given up when they have been tried for 24 hours. */
  neverGivenUp?: boolean;
  /** Does it at least once; whoever throws is run again, later. A DeadJobError is not. */
  run(payload: Payload, run: JobRun): Promise<JobEnd<Payload> | undefined>;
  /** After the last try, in the transaction that makes the job dead. */
  giveUp?(tx: Tx, payload: Payload): Promise<void>;
  /** In the transaction that lets an operator have a dead job done after all; false where nothing is left to be done. */
  revive?(tx: Tx, payload: Payload): Promise<boolean>;
  /** What operators are told of it, as the audit log names things: `push:12`. Never an address, a link or a token. */
  about?(payload: Payload): string;
}

/** How each kind is done. */
export type JobHandlers = { [Kind in JobKind]: JobHandler<JobPayloads[Kind]> };

/** Trying again would not help: the job is dead at once, with this reason. */
export class DeadJobError extends Error {}
