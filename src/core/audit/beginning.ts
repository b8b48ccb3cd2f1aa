import type { Tx } from '../../db/database.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Clock } from '../ports.ts';
import type { Settings } from '../settings/settings.ts';
import type { AuditAction } from './actions.ts';
import { fillHash, insertAuditRow, putAuditHead, readAuditRows, readAuditState } from './audit.store.ts';
import { appendTo, hashEntry, logBeginning, makeAuditKey, openAuditKey, sealHead } from './chain.ts';

const batchSize = 1000;
const action: AuditAction = 'audit.chained';
const said = { actor: 'system', action, target: 'audit', contract: '', address: '' };

/**
 * Begins the chain of a database, in the transaction of the migration that brings it: makes its key, chains the entries
 * that are there, which an entry tells, and notes the end. Never done again: what is missing later was taken away.
 */
export async function beginAuditLog(
  tx: Tx,
  { keyring, clock, settings }: { keyring: Keyring; clock: Clock; settings: Settings },
): Promise<void> {
  const sealedKey = makeAuditKey(keyring);
  const key = openAuditKey(keyring, sealedKey);
  await settings.put(tx, 'audit-key', sealedKey);
  let last = logBeginning;
  let entries = 0;
  for (;;) {
    const rows = await readAuditRows(tx, last.id, batchSize);
    for (const row of rows) {
      last = { id: row.id, hash: hashEntry(key, last.hash, row) };
      await fillHash(tx, row.id, last.hash);
    }
    entries += rows.length;
    if (rows.length < batchSize) break;
  }
  const head = sealHead(key, last.id, last.hash);
  const { newestId, sequence, isGuarded } = await readAuditState(tx);
  if (sequence === 0) return putAuditHead(tx, head);
  const details = JSON.stringify({ entries });
  const end = { head, newestId, sequence: newestId, isGuarded };
  const chained = appendTo(end, key, { ...said, at: clock.now(), details }, sequence);
  await insertAuditRow(tx, chained.row);
  await putAuditHead(tx, chained.head);
}
