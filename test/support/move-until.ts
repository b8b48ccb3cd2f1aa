// A move that does something to itself at one point: `move-until.ts SQLITE-FILE ADDRESS SIGNAL PHASE NAME ROWS`.
import { moveToPostgres } from '../../src/move/move-to-postgres.ts';

const [sourceFile = '', address = '', signal, phase, name, rows] = process.argv.slice(2);

let isSent = false;
const outcome = await moveToPostgres({
  sourceFile,
  target: { url: address, tls: false, most: 4, mostWaiting: 10 },
  place: 'the target',
  replacesNul: false,
  stopping: new AbortController().signal,
  report(progress) {
    if (isSent || progress.phase !== phase || progress.name !== name || progress.rows < Number(rows)) return;
    isSent = true;
    process.kill(process.pid, signal as NodeJS.Signals);
  },
});
process.exitCode = outcome.faults.length;
