import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from '../../db/database.ts';
import { countAccounts, countDevicesAfter, countDevicesOf } from './audience.store.ts';
import type { PushAudience } from './drafts.ts';

/** How far a push would go. */
export interface Reach {
  /** How many of the chosen accounts there are; null for everyone. */
  accounts: number | null;
  /** Switched-on devices; whose accounts are frozen is known for chosen accounts alone, and left out there. */
  devices: number;
}

/** Counts whom a push would reach. */
export interface PushReach {
  of(audience: PushAudience): Promise<Reach>;
}

// A million devices in one statement would hold up every other request for a tenth of a second.
const countedAtOnce = 20_000;

/** How many devices a push would reach, before it is sent. */
export function createPushReach(db: Database): PushReach {
  async function countDevices(): Promise<number> {
    let total = 0;
    let afterId = 0;
    for (;;) {
      const { devices, lastId } = await countDevicesAfter(db, afterId, countedAtOnce);
      total += devices;
      if (devices < countedAtOnce || lastId === null) return total;
      afterId = lastId;
      await nextTurn();
    }
  }

  return {
    async of(audience) {
      if (audience === 'everyone') return { accounts: null, devices: await countDevices() };
      const ids = [...new Set(audience)];
      if (ids.length === 0) return { accounts: 0, devices: 0 };
      return { accounts: await countAccounts(db, ids), devices: await countDevicesOf(db, ids) };
    },
  };
}
