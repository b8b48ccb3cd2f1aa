import type { House } from '../compose.ts';
import { type AccountImporting, importAccounts } from '../core/accounts/importing/importing.ts';
import { rehearseImport } from '../core/accounts/importing/rehearsal.ts';
import type { TermsFilling } from '../core/accounts/terms-filling.ts';
import { createLicenceGiving } from '../core/licences/giving.ts';
import { listLiveNodes } from '../core/nodes/nodes.ts';
import { forbidOlderPrograms, programVersion } from '../db/migrate.ts';
import { StartError } from '../start/start-error.ts';
import { type ImportCounts, type ImportWatch, importRows } from './import-rows.ts';
import type { Mapping } from './mapping.ts';
import { openRows, type RowsPlace } from './rows/open-rows.ts';

/** The schema version since which former passwords are understood. */
const formerSince = 10;
const tellAfterMs = 500;

/**
 * Imports a former back end's accounts, or only tries it; what was taken before is passed over, so that a run that was
 * broken off is gone on with. Throws StartError where the rows cannot be read.
 */
export async function importFormerAccounts(
  house: House,
  { mapping, place, rehearses }: { mapping: Mapping; place: RowsPlace; rehearses: boolean },
  watch: ImportWatch,
): Promise<ImportCounts> {
  const rows = await openRows(place, mapping, watch.stopping);
  const importing = rehearses ? await rehearse(house, mapping) : await begin(house, mapping, watch);
  const { keyring, core } = house;
  const timeZone = mapping.timeZone ?? core.runtimeSettings.current()['server.timeZone'];
  try {
    return await importRows(rows, { mapping, keyring, timeZone }, importing, watch);
  } finally {
    await importing.finish();
  }
}

function rehearse({ database: db, clock }: House, mapping: Mapping): Promise<AccountImporting> {
  const now = (): number => clock.now();
  return rehearseImport({ db, now, licences: createLicenceGiving(now) }, mapping);
}

async function begin(
  { database: db, core, clock, termsFilling }: House,
  mapping: Mapping,
  watch: ImportWatch,
): Promise<AccountImporting> {
  const older = (await listLiveNodes(db)).find((node) => node.programVersion < formerSince);
  if (older)
    throw new StartError(`${older.name} runs an older program, which knows no former passwords: upgrade it first`);
  await forbidOlderPrograms(db, Math.min(formerSince, programVersion));
  await makeFindable(termsFilling, watch);
  const now = (): number => clock.now();
  const { settings, audit } = core;
  return importAccounts({ db, settings, audit, now, licences: createLicenceGiving(now) }, mapping, { actor: 'cli' });
}

/** Gives those of a run that was broken off their terms; a signal ends that too. */
async function makeFindable(termsFilling: TermsFilling, { preparing, stopping }: ImportWatch): Promise<void> {
  const telling = setTimeout(preparing, tellAfterMs);
  const stop = (): unknown => termsFilling.stop();
  stopping.addEventListener('abort', stop);
  try {
    await termsFilling.fill();
  } finally {
    stopping.removeEventListener('abort', stop);
    clearTimeout(telling);
  }
}
