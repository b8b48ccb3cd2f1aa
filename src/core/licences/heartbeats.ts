import { type Database, type Db, transact } from '../../db/database.ts';
import type { Caller } from '../caller.ts';
import type { Counters } from '../counters/counters.ts';
import { DomainError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { readInSteps } from '../read-in-steps.ts';
import { accessLifetimeMs } from '../sessions/lifetimes.ts';
import type { Session, Sessions, SignedIn } from '../sessions/sessions.ts';
import {
  type DevicePage,
  type DevicePosition,
  type DeviceRow,
  type DeviceRun,
  findDeviceAfter,
  listDevices,
  listDevicesOf,
  listSignedIn,
  type OwnedDeviceRow,
  upsertHeartbeat,
} from './heartbeats.store.ts';
import { findProgramVersion } from './program-version.ts';

export type { DevicePosition } from './heartbeats.store.ts';

/** `overdue`: signed in, and silent for longer than devices should be. `ended`: its session is over. */
export type DeviceState = 'live' | 'overdue' | 'ended';
/** The states of devices whose session is not over. */
export type SignedInState = Exclude<DeviceState, 'ended'>;
/** A desktop session as its device, with the program's version as far as that is told. */
export type Device = DeviceRow & {
  state: DeviceState;
  /** Until when the next heartbeat is awaited: silent for longer, the device is overdue. */
  due_at: number;
  program_version: string | null;
};
/** With whose it is. */
export type OwnedDevice = OwnedDeviceRow & Device;

/** Records which devices are alive. */
export interface Heartbeats {
  /**
   * Records that the device behind the session was seen (D4), in one durable write. Answers the prolonged session when
   * the token that was shown is in its last hour. Throws `session.revoked` where the session ended meanwhile.
   */
  record(signedIn: SignedIn, caller: Caller): Promise<Session | undefined>;
  /** The devices of an account, the one that was seen last first. */
  listDevices(accountId: number, page: DevicePage): Promise<Device[]>;
  /** Everybody's devices, or those in one state, the one that was seen last first. */
  listAll(page: DevicePage & { state?: SignedInState | undefined }): Promise<OwnedDevice[]>;
}

const lastHourMs = 3_600_000;
const longestUserAgent = 256;
// As many as are looked through in a few milliseconds.
const devicesAtOnce = 2_000;

interface Deps {
  db: Database;
  lists: Database;
  clock: Clock;
  sessions: Sessions;
  counters: Pick<Counters, 'add'>;
  /** After which silence a device is overdue, at this moment. */
  overdueAfterMs: () => number;
}

/** Which devices are alive; what is recorded outlives the session. */
export function createHeartbeats({ db, lists, clock, sessions, counters, overdueAfterMs }: Deps): Heartbeats {
  async function beat(at: Db, sessionId: number, { address, userAgent }: Caller, now: number): Promise<void> {
    const device = { address, userAgent: userAgent.slice(0, longestUserAgent) };
    if (!(await upsertHeartbeat(at, { sessionId, ...device, now }))) throw new DomainError('session.revoked');
  }

  function stateOf(row: DeviceRow, now: number): DeviceState {
    const isOver = row.session_ended_at !== null || (row.session_expires_at ?? 0) <= now;
    if (isOver) return 'ended';
    return row.last_at < now - overdueAfterMs() ? 'overdue' : 'live';
  }

  function describe<Row extends DeviceRow>(row: Row, now: number): Row & Device {
    return {
      ...row,
      state: stateOf(row, now),
      due_at: row.last_at + overdueAfterMs(),
      program_version: findProgramVersion(row.user_agent),
    };
  }

  /** From where to where devices of a state can lie in the list of all. */
  function runOf(state: SignedInState, after: DevicePosition | undefined, now: number): DeviceRun {
    const overdueBefore = { last_at: now - overdueAfterMs(), session_id: 0 };
    if (state === 'live') return { after, seenAfter: overdueBefore.last_at - 1 };
    // A heartbeat prolongs its session to at most one lifetime from then: whoever was silent for longer is signed out.
    return { after: after ?? overdueBefore, seenAfter: now - accessLifetimeMs.desktop };
  }

  function listSignedInDevices(state: SignedInState, { after, limit }: DevicePage, now: number) {
    const { after: begin, seenAfter } = runOf(state, after, now);
    return readInSteps<OwnedDeviceRow, { at: DevicePosition | undefined }>(
      limit,
      { at: begin },
      async ({ at }, most) => {
        const through = await findDeviceAfter(lists, { after: at, seenAfter }, devicesAtOnce);
        const rows = await listSignedIn(lists, { after: at, through, seenAfter, now }, most);
        return { rows, next: through && { at: through } };
      },
    );
  }

  return {
    async record({ session, tokenExpiresAt }, caller) {
      const now = clock.now();
      if (tokenExpiresAt - now > lastHourMs) {
        await beat(db, session.id, caller, now);
        counters.add('heartbeats', 'desktop');
        return undefined;
      }
      const prolonged = await transact(db, async (tx) => {
        await beat(tx, session.id, caller, now);
        return sessions.prolong(tx, session);
      });
      counters.add('heartbeats', 'desktop');
      return prolonged;
    },

    async listDevices(accountId, page) {
      const now = clock.now();
      return (await listDevicesOf(db, accountId, page)).map((row) => describe(row, now));
    },

    async listAll({ state, ...page }) {
      const now = clock.now();
      const rows = await (state === undefined ? listDevices(lists, page) : listSignedInDevices(state, page, now));
      return rows.map((row) => describe(row, now));
    },
  };
}
