import BetterSqlite3 from 'better-sqlite3';
import type { Database } from '../../src/db/database.ts';
import { runPortico } from '../../test/support/process.ts';
import { openByAddress } from '../../test/support/tested-database.ts';
import type { CrashPlace } from './crash-place.ts';
import { findDeadPasswords, findLiveTokens, findSpoiltDownloads, revocationsAmong } from './door-checks.ts';
import { findHalfWrites, findSpoiltReleases } from './halves.ts';
import { judge } from './judging.ts';
import type { Entry } from './ledger.ts';

/** What was found so far. */
export interface Tally {
  faults: string[];
  lost: number;
  doubled: number;
  half: number;
  /** How often a revoked token was tried. */
  tokensAsked: number;
}

/** What is cheap enough for after every kill: the changes since the last one. */
export async function checkRound(
  place: CrashPlace,
  url: string,
  changes: { all: readonly Entry[]; judged: readonly Entry[] },
  tally: Tally,
): Promise<void> {
  await withDatabase(place, (db) => checkDatabase(db, place, changes, tally));
  tally.faults.push(...checkSqlite(place));
  await askWithRevoked(url, changes.judged, tally);
}

/** All of it, through the doors, and by `database verify --deep` and `audit verify`. */
export async function checkAll(place: CrashPlace, url: string, all: readonly Entry[], tally: Tally): Promise<void> {
  await checkRound(place, url, { all, judged: all }, tally);
  tally.faults.push(...(await findDeadPasswords(url, all)), ...(await findSpoiltDownloads(url, all)));
  for (const words of [
    ['database', 'verify', '--deep'],
    ['audit', 'verify'],
  ]) {
    const { status, stdout, stderr } = await runPortico(words, place.environment);
    if (status !== 0) tally.faults.push(`${words.join(' ')} ended with ${status}: ${stdout}${stderr}`);
  }
}

async function checkDatabase(
  db: Database,
  { dataDir }: CrashPlace,
  { all, judged }: { all: readonly Entry[]; judged: readonly Entry[] },
  tally: Tally,
): Promise<void> {
  const { lost, doubled } = await judge(db, judged, all);
  const half = [...(await findHalfWrites(db)), ...(await findSpoiltReleases(db, dataDir, judged))];
  tally.lost += lost.length;
  tally.doubled += doubled.length;
  tally.half += half.length;
  tally.faults.push(
    ...lost.map((what) => `lost: ${what}`),
    ...doubled.map((what) => `doubled: ${what}`),
    ...half.map((what) => `half: ${what}`),
  );
}

async function askWithRevoked(url: string, entries: readonly Entry[], tally: Tally): Promise<void> {
  tally.tokensAsked += revocationsAmong(entries).length;
  tally.faults.push(...(await findLiveTokens(url, entries)));
}

/** Open only as long as it is asked: whoever holds it open would do a killed server's successor's recovery for him. */
async function withDatabase(place: CrashPlace, work: (db: Database) => Promise<void>): Promise<void> {
  const db = openByAddress(place.address);
  try {
    await work(db);
  } finally {
    await db.destroy();
  }
}

/** What SQLite itself finds wrong with its file. */
function checkSqlite({ address }: CrashPlace): string[] {
  if (address.startsWith('postgres:')) return [];
  const database = new BetterSqlite3(address, { readonly: true });
  try {
    const said = database.pragma('integrity_check', { simple: true });
    const orphans = database.pragma('foreign_key_check') as unknown[];
    const faults = orphans.length > 0 ? [`foreign_key_check: ${JSON.stringify(orphans.slice(0, 5))}`] : [];
    return said === 'ok' ? faults : [...faults, `integrity_check: ${said}`];
  } finally {
    database.close();
  }
}
