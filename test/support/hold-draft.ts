// Preloaded by a process that makes a backup: nobody in it reads the draft while the file HOLD_DRAFT is there.
import { existsSync } from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const { HOLD_DRAFT: hold = '' } = process.env;
const { open } = promises;
promises.open = async (path, ...how) => {
  if (basename(String(path)) === 'draft') while (existsSync(hold)) await delay(20);
  return open(path, ...how);
};
syncBuiltinESMExports();
