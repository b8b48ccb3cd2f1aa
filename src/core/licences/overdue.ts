import { type Database, transact } from '../../db/database.ts';
import type { Clock } from '../ports.ts';
import type { Settings } from '../settings/settings.ts';
import type { Emit } from '../webhooks/emitting.ts';
import type { DeviceRow } from './heartbeats.store.ts';
import { findEndOfNext, listSilent } from './overdue.store.ts';
import { findProgramVersion } from './program-version.ts';

const toldAtOnce = 100;

interface Deps {
  db: Database;
  clock: Clock;
  settings: Settings;
  emit: Emit;
  /** After which silence a device is overdue, at this moment. */
  overdueAfterMs: () => number;
}

/**
 * Tells of devices that fell silent, each silence once. What is remembered is up to which moment silences were told: a
 * device that beats again goes past it, and so is told of again, and no heartbeat writes any more than before.
 */
export function createOverdueTelling({ db, clock, settings, emit, overdueAfterMs }: Deps) {
  /** Moves the mark in one conditional statement: of several processes, one tells. Answers whether more is to be told. */
  async function tellNext(): Promise<boolean> {
    const now = clock.now();
    const through = now - overdueAfterMs() - 1;
    const mark = await settings.find('overdue-told-through');
    if (mark === undefined) {
      // What fell silent before there was anybody to tell is no news.
      await transact(db, (tx) => settings.putFirst(tx, 'overdue-told-through', String(through)));
      return false;
    }
    const after = Number(mark);
    const end = await findEndOfNext(db, { after, through }, toldAtOnce);
    if (end === undefined) return false;
    return transact(db, async (tx) => {
      if (!(await settings.putInstead('overdue-told-through', mark, String(end), tx))) return false;
      for (const device of await listSilent(tx, { after, through: end }, now)) {
        await emit(tx, 'heartbeat.overdue', () => ({ device: tellDevice(device, overdueAfterMs()) }));
      }
      return true;
    });
  }

  return async function tellOverdue(): Promise<void> {
    while (await tellNext());
  };
}

function tellDevice({ session_id, account_id, address, last_at, user_agent }: DeviceRow, overdueAfterMs: number) {
  return {
    sessionId: session_id,
    accountId: account_id,
    address,
    programVersion: findProgramVersion(user_agent),
    lastSeenAt: new Date(last_at).toISOString(),
    dueAt: new Date(last_at + overdueAfterMs).toISOString(),
  };
}
