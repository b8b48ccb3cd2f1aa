import type { KeyObject } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from '../../db/database.ts';
import type { AuditNotes } from '../ports.ts';
import { findAuditRow, readAuditRows, readAuditState } from './audit.store.ts';
import { type AuditRow, type AuditState, follows, isRestart, isSealed, logBeginning } from './chain.ts';

/**
 * What is wrong with the first entry that does not hold:
 * `changed`: it says something else than when it was written. `missing`: entries before it are gone. `out_of_order`: it
 * changed places with the next one. `forged`: it was not written by Portico. `restarted`: it was written when the end of
 * the log had been taken away or spoilt, and begins a chain of its own. `cut`: entries after it are gone, or the note
 * of which one was the newest. `keyless`: the key that was made with the log is gone. `not_expected`: the entry noted
 * elsewhere, by whoever asks or by the server itself, is not there, or has another hash. `unguarded`: the triggers that keep
 * the log are gone, or somebody else's are there, which could keep entries out of it.
 */
export type AuditFaultKind =
  | 'changed'
  | 'missing'
  | 'out_of_order'
  | 'forged'
  | 'restarted'
  | 'cut'
  | 'keyless'
  | 'not_expected'
  | 'unguarded';

/** The first place at which the log does not hold. */
export interface AuditFault {
  kind: AuditFaultKind;
  /** 0 where not even the first entry is there. */
  entryId: number;
}

/** What came of it. */
export interface Verification {
  /** How many entries hold. */
  checked: number;
  /** The newest of them: noted elsewhere, it proves later that nothing up to it was exchanged, not even by who has the key. */
  newest: { id: number; hash: string } | undefined;
  fault: AuditFault | undefined;
}

/** How to verify. */
export interface VerifyOptions {
  /** This entry is believed, what comes after it is verified: for a log whose damage is known. */
  from?: number | undefined;
  /** What was noted of an entry elsewhere. */
  expect?: { id: number; hash: string } | undefined;
  /** Is told now and then how many entries were checked, and the id of the newest entry. */
  onProgress?: ((checked: number, newestId: number) => void) | undefined;
  /** Ends it: then it throws the signal's reason. */
  signal?: AbortSignal | undefined;
}

// About 2 ms without a turn for others.
const batchSize = 250;

interface Deps {
  db: Database;
  openKey(sealed: string): KeyObject;
  notes: Pick<AuditNotes, 'read'>;
}

/** Walks the chain to the entry that is the newest when it gets there. Changes nothing. */
export async function verifyAudit(
  { db, openKey, notes }: Deps,
  { from = 0, expect, onProgress, signal }: VerifyOptions,
): Promise<Verification> {
  let checked = 0;
  let last: Link = logBeginning;
  const report = (kind?: AuditFaultKind, entryId = last.id): Verification => ({
    checked,
    newest: last.hash ? { id: last.id, hash: last.hash } : undefined,
    fault: kind && { kind, entryId },
  });

  if (expect && (await findAuditRow(db, expect.id))?.hash !== expect.hash) return report('not_expected', expect.id);
  // Read before the walk begins: what is noted was written, so that the walk meets it.
  const noted = await readNotes(notes, from);
  if (from !== 0) {
    const believed = await findAuditRow(db, from);
    if (!believed) return report('missing', from);
    last = believed;
  }
  for (;;) {
    const state = await readAuditState(db);
    if (state.sealedKey === null) return report('keyless');
    if (state.oldestId !== undefined && state.oldestId < 1) return report('forged', state.oldestId);
    const key = openKey(state.sealedKey);
    const rows = await readAuditRows(db, last.id, batchSize);
    for (const row of rows) {
      if (!follows(key, last, row)) return report(await explain(db, { key, state, last, row }), row.id);
      if (!noted.holds(row)) return report('not_expected', row.id);
      last = row;
      checked += 1;
    }
    if (rows.length < batchSize) {
      const end = judgeEnd(key, state, last, rows.length > 0);
      const missing = noted.findMissing();
      if (end === undefined && missing) return report('not_expected', missing.id);
      if (end !== 'more') return report(end ?? (state.isGuarded ? undefined : 'unguarded'));
    }
    onProgress?.(checked, state.newestId);
    await nextTurn();
    signal?.throwIfAborted();
  }
}

type Link = Pick<AuditRow, 'id' | 'hash'>;

/** What was noted outside the database of entries after `from`. */
async function readNotes(notes: Deps['notes'], from: number) {
  const left = (await notes.read()).filter(({ id }) => id > from);
  left.sort((a, b) => a.id - b.id);
  return {
    /** Asked for one entry after the other: whether it is what was noted of it. */
    holds({ id, hash }: Link): boolean {
      while (left[0]?.id === id) {
        if (left[0].hash !== hash) return false;
        left.shift();
      }
      return true;
    },
    /** Once all entries were asked for. */
    findMissing: () => left.at(0),
  };
}

/** Why an entry does not follow on `last`. */
async function explain(
  db: Database,
  { key, state, last, row }: { key: KeyObject; state: AuditState; last: Link; row: AuditRow },
): Promise<AuditFaultKind> {
  const [next] = await readAuditRows(db, row.id, 1);
  const isBehindEnd = state.head !== undefined && isSealed(key, state.head) && row.id > state.head.entry_id;
  if (row.hash === null || isBehindEnd || (next && follows(key, last, next))) return 'forged';
  if (next && follows(key, last, { ...next, id: row.id })) return 'out_of_order';
  if (isRestart(key, row)) return 'restarted';
  return row.id > last.id + 1 ? 'missing' : 'changed';
}

/** Whether `last` is the entry that was written last; `more` where others came since `state` was read. */
function judgeEnd(
  key: KeyObject,
  { head, newestId, sequence }: AuditState,
  last: Link,
  hasJustRead: boolean,
): 'cut' | 'forged' | 'more' | undefined {
  if (last.id !== newestId) return last.id < newestId || hasJustRead ? 'more' : 'cut';
  if (!head || !isSealed(key, head) || head.entry_id > last.id) return 'cut';
  if (head.entry_id !== last.id || head.hash !== last.hash) return 'forged';
  // An older head that was put back is behind what the database itself counted.
  return sequence === last.id ? undefined : 'cut';
}
