import type { Database } from '../../db/database.ts';
import { DomainError, requireFound } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { findDevice, listDevices, type PushDevice, updateEnabled, upsertDevice } from './devices.store.ts';

export type { PushDevice } from './devices.store.ts';

/** Binds app installations to accounts and switches their pushes on or off. */
export interface Devices {
  /** Binds a client of the push service to the account, taking it from whoever held it (M7). */
  bind(accountId: number, client: { clientId: string; clientType: string }): Promise<PushDevice>;
  /** Throws `push_device.not_found`, also for another account's client. */
  get(accountId: number, clientId: string): Promise<PushDevice>;
  /** The account's devices, newest first, below an id. */
  list(accountId: number, page: { beforeId: number | undefined; limit: number }): Promise<PushDevice[]>;
  /** Turns pushes to one client on or off. Throws `push_device.not_found`. */
  setEnabled(accountId: number, clientId: string, enabled: boolean): Promise<void>;
}

/** Where an account's pushes go. */
export function createDevices({ db, clock }: { db: Database; clock: Clock }): Devices {
  return {
    bind: (accountId, client) => upsertDevice(db, { accountId, ...client, now: clock.now() }),

    async get(accountId, clientId) {
      return requireFound(await findDevice(db, accountId, clientId), 'push_device.not_found');
    },

    list: (accountId, page) => listDevices(db, accountId, page),

    async setEnabled(accountId, clientId, enabled) {
      const changed = await updateEnabled(db, { accountId, clientId }, enabled ? 1 : 0, clock.now());
      if (!changed) throw new DomainError('push_device.not_found');
    },
  };
}
