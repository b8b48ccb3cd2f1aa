import { type Database, type Tx, transact } from '../../db/database.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Settings } from '../settings/settings.ts';
import { fillHash, putAuditHead, readAuditRows, readAuditState } from './audit.store.ts';
import { type AuditRow, hashEntry, makeAuditKey, openAuditKey, sealHead } from './chain.ts';

// One transaction holds SQLite's only writer for about 10 ms.
const batchSize = 1000;

interface Deps {
  db: Database;
  keyring: Keyring;
  settings: Settings;
  /** Records how many entries those were, in the transaction that ends it. */
  recordEnd(tx: Tx, entries: number): Promise<void>;
}

/**
 * Chains the entries of a log that has no key yet, from before there was a chain. May be broken off and taken up again,
 * also by several processes at once: the key becomes the log's with the last batch.
 */
export async function chainOlderEntries({ db, keyring, settings, recordEnd }: Deps): Promise<void> {
  let chained = 0;
  let last: AuditRow | undefined;

  /** Answers whether there is more. */
  async function chainBatch(tx: Tx): Promise<boolean> {
    const { sealedKey, newestId } = await readAuditState(tx);
    if (sealedKey !== null || newestId === 0) return false;
    await settings.putFirst(tx, 'audit-key-draft', makeAuditKey(keyring));
    const draft = (await settings.find('audit-key-draft', tx)) as string;
    const key = openAuditKey(keyring, draft);
    const rows = await readAuditRows(tx, last?.id ?? 0, batchSize);
    for (const row of rows) {
      const hash = row.hash ?? hashEntry(key, last?.hash ?? '', row);
      if (row.hash === null) await fillHash(tx, row.id, hash);
      last = { ...row, hash };
    }
    chained += rows.length;
    if (rows.length === batchSize) return true;
    if (last === undefined) return false;
    await settings.put(tx, 'audit-key', draft);
    await settings.remove(tx, 'audit-key-draft');
    await putAuditHead(tx, sealHead(key, last.id, last.hash as string));
    await recordEnd(tx, chained);
    return false;
  }

  while (await transact(db, chainBatch));
}
