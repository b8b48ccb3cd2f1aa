import { type Database, type Tx, takeTurn, transact } from '../../db/database.ts';
import { type AccountRow, addUses, listVersions, noteAccounts, type UseRow } from './door-uses.store.ts';
import type { NewVersion, Taken } from './tally.ts';
import { hasRoom, otherVersions, takesRoom } from './versions.ts';

/** A new version that its day had no room for, and those of its contract that the day has. */
export interface Refused extends NewVersion {
  kept: readonly string[];
}

// One statement keeps SQLite's only thread so long; between two of them others get their turn.
const accountsAtOnce = 500;

/**
 * Adds the calls to their day, all of them or none, and answers the accounts as they are to be noted. New versions are let
 * in one process after another, so that all together no day gets more than it has room for; the others are counted as one.
 */
export function writeUses(
  db: Database,
  { dayAt, newVersions, uses, accounts }: Taken,
): Promise<{ refused: Refused[]; accounts: AccountRow[] }> {
  return transact(db, async (tx) => {
    const refused = newVersions.length > 0 ? await judgeVersions(tx, dayAt, newVersions) : [];
    const isRefused = new Set(refused.map(({ contract, version }) => `${contract}\n${version}`));
    const rename = <Row extends UseRow | AccountRow>(row: Row): Row =>
      isRefused.has(`${row.contract}\n${row.version}`) ? { ...row, version: otherVersions } : row;
    if (uses.length > 0) await addUses(tx, inOneOrder(mergeUses(uses.map(rename))));
    return { refused, accounts: accounts.map(rename) };
  });
}

/** Notes accounts, part by part: noting one twice changes nothing. */
export async function writeAccounts(db: Database, dayAt: number, accounts: readonly AccountRow[]): Promise<void> {
  const rows = accounts.toSorted(byAccount);
  for (let start = 0; start < rows.length; start += accountsAtOnce) {
    const part = rows.slice(start, start + accountsAtOnce);
    await transact(db, (tx) => noteAccounts(tx, dayAt, part));
  }
}

async function judgeVersions(tx: Tx, dayAt: number, newVersions: readonly NewVersion[]): Promise<Refused[]> {
  await takeTurn(tx, 'door-uses');
  const known = Map.groupBy(await listVersions(tx, dayAt), ({ contract }) => contract);
  const refused: NewVersion[] = [];
  const keptOf = new Map<string, Set<string>>();
  for (const asked of newVersions) {
    const { contract, version, isSignedIn } = asked;
    const rows = known.get(contract) ?? [];
    const kept = keptOf.get(contract) ?? new Set(rows.map((row) => row.version).filter(takesRoom));
    keptOf.set(contract, kept);
    if (kept.has(version)) continue;
    if (hasRoom(kept.size, isSignedIn)) kept.add(version);
    else refused.push(asked);
  }
  return refused.map((each) => ({ ...each, kept: [...(keptOf.get(each.contract) ?? [])] }));
}

/** What two versions were that are one now. */
export function mergeUses(rows: readonly UseRow[]): UseRow[] {
  const merged = new Map<string, UseRow>();
  for (const row of rows) {
    const key = `${row.day_at}\n${row.contract}\n${row.endpoint}\n${row.version}`;
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { ...row });
    else {
      known.calls += row.calls;
      known.failures += row.failures;
      known.last_seen_at = Math.max(known.last_seen_at, row.last_seen_at);
    }
  }
  return [...merged.values()];
}

/** Everybody writes in the same order, so that no two processes wait for each other. */
function inOneOrder(rows: UseRow[]): UseRow[] {
  const keyOf = ({ contract, endpoint, version }: UseRow): string => `${contract}\n${endpoint}\n${version}`;
  return rows.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

function byAccount(one: AccountRow, other: AccountRow): number {
  return one.account_id - other.account_id || (one.contract < other.contract ? -1 : 1);
}
