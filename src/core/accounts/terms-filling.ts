import { setTimeout as delay } from 'node:timers/promises';
import { type Database, type Tx, takeTurn, transact } from '../../db/database.ts';
import type { Settings } from '../settings/settings.ts';
import { termRules } from './account-terms.ts';
import { deleteNextTerms, insertNextTerms } from './terms.store.ts';

/**
 * Gives their terms to accounts that have none: those from before there was a search, those of an older backup, and all of
 * them after the rules of terms have changed. Until it is done a search finds whoever has theirs already.
 */
export interface TermsFilling {
  /** Resolves when every account has its terms; at once where that is known. Goes on where another run was broken off. */
  fill(): Promise<void>;
  /** Fills now and looks again every minute, since a restore can bring older accounts, until `stop`. */
  start(): void;
  stop(): Promise<void>;
}

/** What the setting says once every account has its terms; before that, the id up to which they have. */
export const complete = 'all';
const checkEveryMs = 60_000;
// A batch holds the only writer and the event loop for some milliseconds; half of the time is others'.
const batchSize = 50;
const pauseMs = 20;
const clearingSize = 1_000;

interface Deps {
  db: Database;
  settings: Settings;
  onFailure(error: unknown): void;
}

/** Fills the table behind the search in the background, batch by batch. */
export function createTermsFilling({ db, settings, onFailure }: Deps): TermsFilling {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  /** Read anew in each batch: a restore, or the command line, may have put another state meanwhile. */
  async function fillBatch(tx: Tx): Promise<boolean> {
    await takeTurn(tx, 'account-terms');
    if (await clearBatch(tx)) return true;
    const state = await settings.find('account-terms', tx);
    if (state === complete) return false;
    const lastId = await insertNextTerms(tx, Number(state ?? 0), batchSize);
    await settings.put(tx, 'account-terms', lastId === undefined ? complete : String(lastId));
    return lastId !== undefined;
  }

  /** Terms by older rules go first: nobody could say later whose they were. False where there are none. */
  async function clearBatch(tx: Tx): Promise<boolean> {
    if ((await settings.find('account-terms-rules', tx)) === termRules) return false;
    const wasFilled = (await settings.find('account-terms', tx)) !== undefined;
    const isCleared = !wasFilled || !(await deleteNextTerms(tx, clearingSize));
    if (wasFilled) await settings.put(tx, 'account-terms', '0');
    if (isCleared) await settings.put(tx, 'account-terms-rules', termRules);
    return !isCleared;
  }

  async function isComplete(): Promise<boolean> {
    const [state, rules] = await Promise.all([settings.find('account-terms'), settings.find('account-terms-rules')]);
    return state === complete && rules === termRules;
  }

  async function fillAll(): Promise<void> {
    if (await isComplete()) return;
    while (!stopping.signal.aborted && (await transact(db, fillBatch))) {
      await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  function fill(): Promise<void> {
    running ??= fillAll().finally(() => {
      running = undefined;
    });
    return running;
  }

  const fillAndReport = (): Promise<void> => fill().catch(onFailure);

  return {
    fill,
    start() {
      fillAndReport();
      timer = setInterval(fillAndReport, checkEveryMs).unref();
    },
    async stop() {
      stopping.abort();
      clearInterval(timer);
      await running?.catch(() => undefined);
    },
  };
}
