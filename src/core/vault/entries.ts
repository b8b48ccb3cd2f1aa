import type { Database } from '../../db/database.ts';
import type { Clock } from '../ports.ts';
import { readInSteps } from '../read-in-steps.ts';
import {
  byPinQuery,
  countDueEntries,
  type EntryRow,
  fewDueQuery,
  findPinAfter,
  listDueEntries,
  type PinRange,
} from './entries.store.ts';
import type { VaultRow } from './vault.store.ts';

/** An entry as it may be shown: which keys there are, never what they say. Times in epoch milliseconds. */
export interface VaultEntry {
  id: number;
  pin: string;
  remark: string;
  hasPtKey: boolean;
  hasWsKey: boolean;
  createdAt: number;
  updatedAt: number;
  /** When a key was last put; null where there is none. */
  keysChangedAt: number | null;
  /** Whether the keys are old enough to be renewed. */
  isDue: boolean;
}

/** Which entries are wanted. */
export interface EntryFilter {
  /** Those whose pin begins so. */
  pinPrefix?: string | undefined;
  /** Only those with keys that are to be renewed. */
  dueOnly?: boolean | undefined;
}

/** Where in a list one entry stands; any two lists go by the same. */
export type EntryPosition = Pick<VaultEntry, 'id' | 'pin' | 'keysChangedAt'>;

const dayMs = 86_400_000;
/** How far due ones are counted. */
const dueCounted = 1_000;
// As many as are looked through in a few milliseconds.
const pinsAtOnce = 2_000;

/** Lists entries without looking at their keys. */
export function createEntryList(deps: { db: Database; clock: Clock; keyMaxAgeDays(): number }) {
  const { db, clock, keyMaxAgeDays } = deps;

  /** Keys put then or before are to be renewed; undefined: none are. */
  function findDueFrom(): number | undefined {
    const days = keyMaxAgeDays();
    return days === 0 ? undefined : clock.now() - days * dayMs;
  }

  function toEntry(row: VaultRow | EntryRow): VaultEntry {
    const dueFrom = findDueFrom();
    const keysChangedAt = row.keys_changed_at === 0 ? null : row.keys_changed_at;
    return {
      id: row.id,
      pin: row.pin,
      remark: row.remark,
      hasPtKey: 'has_pt_key' in row ? row.has_pt_key === 1 : row.pt_key_encrypted !== null,
      hasWsKey: 'has_ws_key' in row ? row.has_ws_key === 1 : row.ws_key_encrypted !== null,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
      keysChangedAt,
      isDue: keysChangedAt !== null && dueFrom !== undefined && keysChangedAt <= dueFrom,
    };
  }

  async function list(
    { pinPrefix: prefix = '', dueOnly = false }: EntryFilter,
    { after, most }: { after?: EntryPosition | undefined; most: number },
  ): Promise<VaultEntry[]> {
    const range = { prefix, after: after?.pin ?? '' };
    if (!dueOnly) return (await byPinQuery(db, range, { most }).execute()).map(toEntry);
    const dueFrom = findDueFrom();
    if (dueFrom === undefined) return [];
    if (prefix !== '') return (await listDueByPin(range, dueFrom, most)).map(toEntry);
    const position = { keysChangedAt: after?.keysChangedAt ?? 0, id: after?.id ?? Number.MAX_SAFE_INTEGER };
    return (await listDueEntries(db, { dueFrom, after: position, most })).map(toEntry);
  }

  /** A few due ones among a million entries are found by their age, many by going through the pins. */
  async function listDueByPin(range: PinRange, dueFrom: number, limit: number): Promise<EntryRow[]> {
    if ((await countDueEntries(db, dueFrom, dueCounted)) < dueCounted) {
      return fewDueQuery(db, range, { dueFrom, most: limit }).execute();
    }
    return readInSteps(limit, range.after, async (after, most) => {
      const through = await findPinAfter(db, { ...range, after }, pinsAtOnce);
      const rows = await byPinQuery(db, { ...range, after, through }, { dueFrom, most }).execute();
      return { rows, next: through };
    });
  }

  async function countDue(): Promise<number> {
    const dueFrom = findDueFrom();
    return dueFrom === undefined ? 0 : countDueEntries(db, dueFrom, dueCounted);
  }

  return { list, countDue, toEntry };
}
