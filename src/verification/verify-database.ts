import { type Config, dataPaths, storagePlace } from '../config.ts';
import { checkCounts } from '../core/accounts/counts-check.store.ts';
import { checkTerms } from '../core/accounts/terms-check.ts';
import { createKeyOpener } from '../core/audit/audit-key.ts';
import { verifyAudit } from '../core/audit/verification.ts';
import { createKeyring, type Keyring } from '../core/keyring/keyring.ts';
import { createSettings } from '../core/settings/settings.ts';
import type { Database } from '../db/database.ts';
import { describeFreshSchema, type FreshSchema } from '../db/fresh-schema.ts';
import { describeSchema } from '../db/schema-description.ts';
import { countTables, findDanglingReferences } from '../db/table-checks.ts';
import { openAuditNotes } from '../providers/audit-notes.ts';
import { withFiles } from '../providers/storage/open-storage.ts';
import { requireCurrentSchema } from '../start/database-state.ts';
import { databasePlace, openPatientDatabase } from '../start/open-database.ts';
import { readRootSecrets, requireNotedRoot } from '../start/root-secrets.ts';
import { describeAuditFault } from './audit-fault-words.ts';
import { checkStoredFiles } from './check-stored-files.ts';
import type { VerificationReport } from './verification-report.ts';

/** How to verify: with `deep`, every stored file is read and compared with its checksum. */
export interface DatabaseVerification {
  deep: boolean;
}

/**
 * Looks whether the configured database is consistent in itself and with what lies beside it: schema, references, audit
 * log, stored files, counts, search. Changes nothing that is served. Throws StartError where it cannot be looked at at all.
 */
export async function verifyDatabase(
  config: Config,
  { deep }: DatabaseVerification,
  report: VerificationReport,
): Promise<void> {
  const { db, close } = await openPatientDatabase(config);
  try {
    await requireCurrentSchema(db, databasePlace(config));
    const keyring = createKeyring(readRootSecrets(config, dataPaths(config.dataDir)));
    const settings = createSettings({ db });
    await requireNotedRoot(db, { settings, keyring, place: databasePlace(config) });
    report.tell(`root key: ${keyring.currentId} fits`);
    const fresh = await describeFreshSchema(config.database && { db, options: config.database.primary });
    await verifySchema(db, fresh, report);
    await verifyRows(db, fresh, report);
    await verifyAuditLog(config, { db, keyring, report });
    await withFiles(storagePlace(config), (files) => checkStoredFiles(files, { db, deep, report }));
    const { accounts, wrong } = await checkCounts(db);
    if (wrong === 0) report.tell(`counts: ${accounts} accounts, as they are counted`);
    else report.fault(`counts: there are ${accounts} accounts, and ${wrong} stretches of their ids are counted wrong`);
    const terms = await checkTerms(db, settings);
    if (terms === 'whole') report.tell('search: knows every account as it is');
    else if (terms === 'filling')
      report.tell('search: is being told of older accounts, which a running server does by itself');
    else report.fault(`search: ${terms.missing} terms are missing, ${terms.left} are of nobody`);
  } finally {
    await close();
  }
}

async function verifySchema(db: Database, fresh: FreshSchema, report: VerificationReport): Promise<void> {
  const present = new Set(await describeSchema(db));
  const expected = new Set(fresh.description);
  const missing = [...expected].filter((part) => !present.has(part));
  const foreign = [...present].filter((part) => !expected.has(part));
  for (const part of missing) report.fault(`schema: this is missing: ${part}`);
  for (const part of foreign) report.fault(`schema: this is not of this program: ${part}`);
  if (missing.length + foreign.length === 0) report.tell(`schema: the program's, ${expected.size} parts`);
}

async function verifyRows(db: Database, { tables }: FreshSchema, report: VerificationReport): Promise<void> {
  for (const [table, rows] of await countTables(db, tables)) report.tell(`rows: ${table} ${rows}`);
  const dangling = await findDanglingReferences(db, tables);
  for (const line of dangling) report.fault(`references: ${line}`);
  if (dangling.length === 0) report.tell('references: none leads to nothing');
}

async function verifyAuditLog(
  config: Config,
  { db, keyring, report }: { db: Database; keyring: Keyring; report: VerificationReport },
): Promise<void> {
  const notes = openAuditNotes(dataPaths(config.dataDir).auditNotes);
  const { checked, newest, fault } = await verifyAudit({ db, openKey: createKeyOpener(keyring), notes }, {});
  if (fault) report.fault(`audit log: broken: ${describeAuditFault(fault)}`);
  else report.tell(`audit log: whole, ${checked} entries${newest ? `, newest ${newest.id}:${newest.hash}` : ''}`);
}
