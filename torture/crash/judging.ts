import type { Db } from '../../src/db/database.ts';
import { countedKinds, readBeats } from './found-changes.ts';
import type { Entry } from './ledger.ts';

/** What the database says of changes that a ledger tells of. */
export interface Judgement {
  /** Acknowledged, and not there. */
  lost: string[];
  /** There more often than it was asked for. */
  doubled: string[];
}

/** Whether each acknowledged change is there once, and each other at most once. `all`: what the same accounts did before, too. */
export async function judge(db: Db, changes: readonly Entry[], all: readonly Entry[] = changes): Promise<Judgement> {
  const judgement: Judgement = { lost: [], doubled: [] };
  for (const [kind, { nameOf, find }] of Object.entries(countedKinds)) {
    const entries = changes.filter((entry) => entry.kind === kind);
    const found = countEach(
      await find(
        db,
        entries.map(({ facts }) => nameOf(facts)),
      ),
    );
    for (const entry of entries) {
      const times = found.get(nameOf(entry.facts)) ?? 0;
      if (times === 0 && entry.outcome === 'acknowledged') judgement.lost.push(describe(entry));
      if (times > 1) judgement.doubled.push(describe(entry));
    }
  }
  await judgeHeartbeats(db, judgement, changes, all);
  return judgement;
}

/** They leave nothing behind but their number, which is at least that of the acknowledged ones, and at most that of all. */
async function judgeHeartbeats(
  db: Db,
  { lost, doubled }: Judgement,
  changes: readonly Entry[],
  all: readonly Entry[],
): Promise<void> {
  const isBeat = ({ kind }: Entry): boolean => kind === 'heartbeat';
  const accountOf = ({ facts }: Entry): string => String(facts.account);
  const accounts = [...new Set(changes.filter(isBeat).map(accountOf))];
  const beats = await readBeats(db, accounts);
  const asked = Map.groupBy(all.filter(isBeat), accountOf);
  for (const account of accounts) {
    const own = asked.get(account) ?? [];
    const acknowledged = own.filter(({ outcome }) => outcome === 'acknowledged').length;
    const counted = beats.get(account) ?? 0;
    const told = `heartbeats of ${account}: ${counted} counted, ${acknowledged} acknowledged, ${own.length} asked for`;
    if (counted < acknowledged) lost.push(told);
    if (counted > own.length) doubled.push(told);
  }
}

function countEach(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** In the words of a fault, without what opens anything. */
export function describe({ id, kind, facts, outcome }: Entry): string {
  const { token: _token, ...told } = facts;
  return `${kind} ${id} (${outcome}): ${JSON.stringify(told)}`;
}
