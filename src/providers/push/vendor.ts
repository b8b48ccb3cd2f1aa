import type { Clock, PushDevice, PushOutcome, PushSender } from '../../core/ports.ts';
import type { ObserveExchange } from '../vendor-http/exchange.ts';

/** A push vendor, opened. */
export interface PushVendor extends PushSender {
  /** Ends connections that are kept. */
  close(): Promise<void>;
}

/** What each vendor is opened with. */
export interface PushVendorDeps {
  clock: Clock;
  observe?: ObserveExchange | undefined;
  /** How long one request may take; 10 s unless told. */
  requestMs?: number;
}

/** Outcomes by the ids of devices. */
export type Outcomes = Map<number, PushOutcome>;

/** How long one request to a vendor may take, unless told. */
export const defaultRequestMs = 10_000;

/** It may be tried again. */
export const failed = (reason: string): PushOutcome => ({ result: 'failed', reason });
/** It will never be taken. */
export const refused = (reason: string): PushOutcome => ({ result: 'refused', reason });
export const delivered: PushOutcome = { result: 'delivered' };
/** The app is gone. */
export const unregistered: PushOutcome = { result: 'unregistered' };

/** The same outcome for each of them. */
export function allOf(devices: readonly PushDevice[], outcome: PushOutcome): Outcomes {
  return new Map(devices.map(({ id }) => [id, outcome]));
}
