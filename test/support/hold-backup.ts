// Preloaded by a process that makes a backup or restores one: while the file HOLD_BACKUP is there, nobody in it reads the
// draft, and after the note that a restore is on its way it does nothing at all.
import fs, { existsSync } from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const { HOLD_BACKUP: hold = '' } = process.env;
const waitMs = 20;
const { open } = promises;
promises.open = async (path, ...how) => {
  if (basename(String(path)) === 'draft') while (existsSync(hold)) await delay(waitMs);
  return open(path, ...how);
};
const { writeFileSync } = fs;
fs.writeFileSync = (file, ...what) => {
  writeFileSync(file, ...what);
  const turn = new Int32Array(new SharedArrayBuffer(4));
  if (basename(String(file)) === 'restore.json') while (existsSync(hold)) Atomics.wait(turn, 0, 0, waitMs);
};
syncBuiltinESMExports();
