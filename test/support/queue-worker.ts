// One process that works through a queue: <address of the database> <how far its clock is ahead, ms> <file of what was
// done> [<after how many runs it stands still, the last ones done and not kept>].
import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { noteKept, openQueue } from './queue.ts';
import { openByAddress } from './tested-database.ts';

const [address = '', aheadMs = '0', doneFile = '', mostRuns = 'Infinity'] = process.argv.slice(2);
const longestDelayMs = 2 ** 31 - 1;
let runs = 0;
const db = openByAddress(address);
const queue = openQueue(
  db,
  {
    push: {
      concurrency: 4,
      isLocal: false,
      async run({ pushId }, { key }) {
        await delay(Math.random() * 10);
        // Outlives a SIGKILL, as what was sent to a vendor does.
        appendFileSync(doneFile, `${pushId} ${key}\n`);
        process.stdout.write('.');
        runs += 1;
        await delay(runs < Number(mostRuns) ? Math.random() * 10 : longestDelayMs);
        return { settle: (tx) => noteKept(tx, String(pushId)).then(() => undefined) };
      },
    },
  },
  { now: () => Date.now() + Number(aheadMs) },
);
await queue.runDue();
await db.destroy();
