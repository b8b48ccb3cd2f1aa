import { existsSync } from 'node:fs';
import { type Config, dataPaths } from '../config.ts';
import type { AuditRow } from '../core/audit/chain.ts';
import { listAudit } from '../core/audit/listing.ts';
import { openAuditNotes } from '../providers/audit-notes.ts';
import { openConfiguredDatabase } from '../start/open-database.ts';
import type { BrokenRestore } from './work-folder.ts';

/**
 * Finds out whether a restore that a crash broke off was done, brings what was left of it to its end, and answers how
 * the operator goes on. The data are the old ones or the restored ones, since they change in one transaction.
 */
export async function settleBrokenRestore(config: Config, { file, startedAt }: BrokenRestore): Promise<string> {
  const { database, auditNotes } = dataPaths(config.dataDir);
  const entry = config.database || existsSync(database) ? await findRestoreEntry(config, startedAt) : undefined;
  const begun = `a restore of ${file}, begun at ${new Date(startedAt).toISOString()}, was broken off`;
  if (!entry)
    return `${begun} before it was done: the data are those from before it; run it again / 恢复未完成，数据未变，请重新执行`;
  const { id, hash, at } = entry;
  if (hash !== null) openAuditNotes(auditNotes).addRestored({ id, hash }, at);
  return `${begun} after it was done: the data are the restored ones; nothing is to be done again / 恢复已完成`;
}

async function findRestoreEntry(config: Config, startedAt: number): Promise<AuditRow | undefined> {
  const { db, close } = await openConfiguredDatabase(config);
  try {
    const { entries } = await listAudit(db, { action: 'backup.restored', from: startedAt }, { limit: 1 });
    return entries[0];
  } finally {
    await close();
  }
}
