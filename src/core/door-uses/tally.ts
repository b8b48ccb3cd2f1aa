import type { ContractName } from '../../db/schema.ts';
import { dayOf } from './days.ts';
import type { AccountRow, UseRow } from './door-uses.store.ts';
import { endpointOf } from './endpoint.ts';
import { hasRoom, otherVersions, takesRoom } from './versions.ts';

/** One call that was answered. */
export interface DoorCall {
  contract: ContractName;
  method: string;
  /** The route's pattern, never a path that somebody sent. */
  route: string;
  /** As `createVersionReader` reads it. */
  version: string;
  /** Whose session came with it. */
  accountId: number | undefined;
  failed: boolean;
}

/** What one version of a program called at one endpoint. */
interface Uses {
  calls: number;
  failures: number;
  lastSeenAt: number;
}

/** A version that is new to this process, which a day may have no room for. */
export interface NewVersion {
  contract: ContractName;
  version: string;
  isSignedIn: boolean;
}

/** What was counted on one day since it was last taken. */
export interface Taken {
  dayAt: number;
  newVersions: NewVersion[];
  uses: UseRow[];
  accounts: AccountRow[];
}

/** Counts the calls of one day in memory. */
export interface Tally {
  readonly dayAt: number;
  add(call: DoorCall, now: number): void;
  /** What was counted since the last time. */
  take(): Taken;
  /** There is no room for a version: from now on only those go by their names that the day has already, and that one does not. */
  refuse(refused: NewVersion, kept: readonly string[]): void;
}

type ByEndpoint = Map<string, Map<string, Map<string, Uses>>>;

/** What is remembered of one contract: nested, since a key of all parts together would be made anew for each call. */
interface Door {
  /** The versions that are counted by their names. */
  versions: Set<string>;
  /** For whose new versions the day may have room. */
  isOpenTo: { strangers: boolean; signedIn: boolean };
  /** By route, method and version. */
  uses: ByEndpoint;
  /** The version that each account was noted with. */
  accounts: Map<number, string>;
}

// As many as use a door between two writings, by far; those past it are noted with a later call.
const mostAccountsWaiting = 20_000;
// A few megabytes; whoever is forgotten is only noted once more.
const mostAccountsKnown = 50_000;

/** Begins the day that `now` lies in. */
export function createTally(now: number): Tally {
  const dayAt = dayOf(now);
  const doors = new Map<ContractName, Door>();
  let newVersions: NewVersion[] = [];
  let accounts = new Map<string, AccountRow>();

  function openDoor(contract: ContractName): Door {
    const door: Door = {
      versions: new Set(),
      isOpenTo: { strangers: true, signedIn: true },
      uses: new Map(),
      accounts: new Map(),
    };
    doors.set(contract, door);
    return door;
  }

  /** The name that a version is counted by which the day does not know. */
  function makeRoom({ versions, isOpenTo }: Door, { contract, version, accountId }: DoorCall): string {
    if (!takesRoom(version)) return version;
    const isSignedIn = accountId !== undefined;
    const isOpen = isSignedIn ? isOpenTo.signedIn : isOpenTo.strangers;
    if (!isOpen || !hasRoom(versions.size, isSignedIn)) return otherVersions;
    versions.add(version);
    newVersions.push({ contract, version, isSignedIn });
    return version;
  }

  function noteAccount(door: Door, contract: ContractName, account: Omit<AccountRow, 'contract'>): void {
    const { account_id, version } = account;
    if (door.accounts.get(account_id) === version || accounts.size >= mostAccountsWaiting) return;
    if (door.accounts.size >= mostAccountsKnown) door.accounts.clear();
    door.accounts.set(account_id, version);
    accounts.set(`${contract}\n${account_id}`, { ...account, contract });
  }

  return {
    dayAt,

    add(call, now) {
      const { contract, method, route, accountId, failed } = call;
      const door = doors.get(contract) ?? openDoor(contract);
      const version = door.versions.has(call.version) ? call.version : makeRoom(door, call);
      const uses = findUses(door.uses, route, method, version);
      uses.calls += 1;
      if (failed) uses.failures += 1;
      uses.lastSeenAt = now;
      if (accountId !== undefined) {
        noteAccount(door, contract, { account_id: accountId, version, last_seen_at: now });
      }
    },

    take() {
      const taken = { dayAt, newVersions, uses: takeUses(doors, dayAt), accounts: [...accounts.values()] };
      newVersions = [];
      accounts = new Map();
      return taken;
    },

    refuse({ contract, isSignedIn }, kept) {
      const door = doors.get(contract);
      if (!door) return;
      door.versions = new Set(kept);
      door.isOpenTo.strangers = false;
      if (isSignedIn) door.isOpenTo.signedIn = false;
    },
  };
}

function findUses(endpoints: ByEndpoint, route: string, method: string, version: string): Uses {
  const ofRoute = endpoints.get(route);
  const ofMethod = ofRoute?.get(method);
  const known = ofMethod?.get(version);
  if (known !== undefined) return known;
  const uses = { calls: 0, failures: 0, lastSeenAt: 0 };
  const methods: Map<string, Map<string, Uses>> = ofRoute ?? new Map();
  const versions: Map<string, Uses> = ofMethod ?? new Map();
  versions.set(version, uses);
  methods.set(method, versions);
  endpoints.set(route, methods);
  return uses;
}

function takeUses(doors: ReadonlyMap<ContractName, Door>, dayAt: number): UseRow[] {
  const rows: UseRow[] = [];
  for (const [contract, door] of doors) {
    for (const [route, methods] of door.uses) {
      for (const [method, versions] of methods) {
        for (const [version, uses] of versions) {
          if (uses.calls === 0) continue;
          const { calls, failures, lastSeenAt } = uses;
          const endpoint = endpointOf(method, route);
          rows.push({ contract, endpoint, version, day_at: dayAt, calls, failures, last_seen_at: lastSeenAt });
          Object.assign(uses, { calls: 0, failures: 0 });
        }
      }
    }
  }
  return rows;
}
