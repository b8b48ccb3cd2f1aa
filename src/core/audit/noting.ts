import { type Database, transact } from '../../db/database.ts';
import type { AuditNote, AuditNotes, Clock } from '../ports.ts';
import { findAuditRow, findNewestRow } from './audit.store.ts';

/** Notes the newest entry of the log outside the database, so that `verify` finds out a database that was put back. */
export interface AuditNoting {
  /** Notes it, where it is another than the last time, and answers it. */
  note(): Promise<AuditNote | undefined>;
  /** Looks whether the entry noted last is there, notes the newest one, and again each hour until `stop`. */
  start(): Promise<void>;
  /** Notes it once more, where it was started. */
  stop(): Promise<void>;
}

const pauseMs = 3_600_000;

interface Deps {
  db: Database;
  clock: Clock;
  notes: AuditNotes;
  /** Is told at which entry the log stands when serving begins and ends. */
  onTurn(moment: 'start' | 'stop', newest: AuditNote): void;
  /** Is told the entry that was noted and is not there. */
  onMissing(noted: AuditNote): void;
  /** A note that cannot be made or read keeps nobody from working. */
  onFailure(error: unknown): void;
}

/** Notes while serving. */
export function createAuditNoting({ db, clock, notes, onTurn, onMissing, onFailure }: Deps): AuditNoting {
  let timer: NodeJS.Timeout | undefined;
  let lastHash: string | undefined;

  // In a transaction: a restore beside it comes before the note, or after it and then ends its force.
  const noteNewest = (): Promise<AuditNote | undefined> =>
    transact(db, async (tx) => {
      const { id = 0, hash = null } = (await findNewestRow(tx)) ?? {};
      if (hash === null || id < 1) return undefined;
      if (hash !== lastHash) notes.add({ id, hash }, clock.now());
      lastHash = hash;
      return { id, hash };
    });

  const note = (): Promise<AuditNote | undefined> =>
    noteNewest().catch((error: unknown) => {
      onFailure(error);
      return undefined;
    });

  async function lookBack(): Promise<void> {
    const noted = (await notes.read()).at(-1);
    if (noted && (await findAuditRow(db, noted.id))?.hash !== noted.hash) onMissing(noted);
    lastHash = noted?.hash;
  }

  async function noteTurn(moment: 'start' | 'stop'): Promise<void> {
    const newest = await note();
    if (newest) onTurn(moment, newest);
  }

  return {
    note,
    async start() {
      timer = setInterval(note, pauseMs).unref();
      await lookBack().catch(onFailure);
      await noteTurn('start');
    },
    async stop() {
      if (!timer) return;
      clearInterval(timer);
      await noteTurn('stop');
    },
  };
}
