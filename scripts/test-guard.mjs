// Loaded into every test file's process, so that a hang outside of a single test becomes a failure too.
import { after, beforeEach } from 'node:test';
import { isMainThread, Worker } from 'node:worker_threads';

const graceMs = 30_000;
const fileLimitMs = 15 * 60_000;

if (isMainThread && process.env.NODE_TEST_CONTEXT) {
  failIfKeptAlive();
  killAfterLimit();
}

function failIfKeptAlive() {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  after(() => {
    timer = setTimeout(() => {
      const resources = process.getActiveResourcesInfo().join(', ');
      console.error(`All tests are done, but ${resources} kept the process alive for ${graceMs / 1_000} s.`);
      process.exit(1);
    }, graceMs).unref();
  });
  // A file with a top-level await between its tests looks done before it is.
  beforeEach(() => clearTimeout(timer));
}

/** From a thread of its own, because a busy loop in the test would never let a timer fire. */
function killAfterLimit() {
  const source = `
    const { writeSync } = require('node:fs')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${fileLimitMs})
    writeSync(2, 'The file ran for more than ${fileLimitMs / 60_000} minutes.\\n')
    process.kill(process.pid, 'SIGKILL')`;
  new Worker(source, { eval: true, execArgv: [] }).unref();
}
