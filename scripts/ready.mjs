// Asks the server of this machine whether it is ready, for systemd and Docker: `node scripts/ready.mjs [--wait SECONDS] [URL]`.
// Plain JavaScript without packages, because it is asked every few seconds. The status is 0 when it is.
import { get } from 'node:http';
import { parseArgs } from 'node:util';

const { PORTICO_HOST: host = '127.0.0.1', PORTICO_PORT: port = '8888' } = process.env;
const tryMs = 4_000;
const pauseMs = 250;

const { values, positionals } = parseArgs({
  options: { wait: { type: 'string', default: '0' } },
  allowPositionals: true,
});
const url = positionals[0] ?? `http://${addressOf(host)}:${port}/readyz`;
if (!/^\d{1,6}$/.test(values.wait)) {
  console.error(`--wait takes whole seconds, not ${values.wait}`);
  process.exit(2);
}
const deadline = performance.now() + Number(values.wait) * 1_000;

let answer = await ask();
while (answer !== undefined && performance.now() < deadline) {
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
  answer = await ask();
}
if (answer !== undefined) console.error(`${url}: ${answer}`);
process.exitCode = answer === undefined ? 0 : 1;

/**
 * Undefined when it is ready, else what it said.
 * @returns {Promise<string | undefined>}
 */
function ask() {
  return new Promise((resolve) => {
    const asked = get(url, { agent: false, signal: AbortSignal.timeout(tryMs) }, (response) => {
      response.on('error', (error) => resolve(error.message));
      response.resume().on('end', () => resolve(response.statusCode === 200 ? undefined : `${response.statusCode}`));
    });
    asked.on('error', (error) => resolve(error.message));
  });
}

/**
 * Where a server is reached that listens everywhere.
 * @param {string} given
 */
function addressOf(given) {
  if (given === '0.0.0.0') return '127.0.0.1';
  if (given === '::') return '[::1]';
  return given.includes(':') ? `[${given}]` : given;
}
