import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, knownCredentials } from './support/portico.ts';
import { runPortico, servePortico } from './support/process.ts';
import { createTestData } from './support/tested-database.ts';
import { until } from './support/until.ts';

const apart = { connection: 'close', 'user-agent': 'team-app/1.0' };
const calls = 60;

async function ask(url: string, times: number): Promise<void> {
  await Promise.all(Array.from({ length: times }, () => call(`${url}/api/personal/info`, 'GET', undefined, apart)));
}

interface Printed {
  doors: Array<{ contract: string; callsLast7Days: number }>;
  uses: Array<{
    contract: string;
    endpoint: string;
    version: string;
    callsLast7Days: number;
    failuresLast30Days: number;
  }>;
}

test('door uses: what two workers counted is written when they are told to end, and adds up with the run before', async (t) => {
  const data = await createTestData();
  t.after(data.remove);
  const { PORTICO_DATA_DIR = '', ...more } = data.environment as Record<string, string>;
  const environment = { ...more, ...knownCredentials, PORTICO_WORKERS: '2' };
  for (let run = 1; run <= 2; run += 1) {
    const served = await servePortico(t, PORTICO_DATA_DIR, environment);
    await ask(served.url, calls);
    served.child.kill('SIGTERM');
    assert.equal(await served.ended, 0);
    const { status, stdout, stderr } = await runPortico(['doors', '--json'], { ...environment, PORTICO_DATA_DIR });
    assert.equal(status, 0, stderr);
    const printed: Printed = JSON.parse(stdout);
    assert.deepEqual(
      printed.uses.map(({ contract, endpoint, version, callsLast7Days, failuresLast30Days }) => [
        contract,
        endpoint,
        version,
        callsLast7Days,
        failuresLast30Days,
      ]),
      [['mobile', 'GET /api/personal/info', 'team-app/1.0', run * calls, run * calls]],
    );
    assert.equal(printed.doors.find(({ contract }) => contract === 'mobile')?.callsLast7Days, run * calls);
  }
  const table = await runPortico(['doors', '--contract', 'mobile'], { ...environment, PORTICO_DATA_DIR });
  assert.match(table.stdout, /^mobile +open +120 +120 +0 +0 +\d{4}-/m);
  assert.match(table.stdout, /^mobile +GET \/api\/personal\/info +team-app\/1\.0 +120 +120 +120 +\d{4}-/m);
  const other = await runPortico(['doors', '--contract', 'blog'], { ...environment, PORTICO_DATA_DIR });
  assert.match(other.stdout, /^blog +open +0 +0 +0 +0 +-\n\nNo calls in the last 90 days\.$/m);
});

test('door uses: while a server runs they are written within seconds, a command beside it sees them, and a crash loses no more', async (t) => {
  const data = await createTestData();
  t.after(data.remove);
  const { PORTICO_DATA_DIR = '', ...more } = data.environment as Record<string, string>;
  const environment = { ...more, ...knownCredentials };
  const served = await servePortico(t, PORTICO_DATA_DIR, environment);
  await ask(served.url, calls);
  const readCalls = async (): Promise<number> => {
    const { stdout } = await runPortico(['doors', '--json'], { ...environment, PORTICO_DATA_DIR });
    return (JSON.parse(stdout) as Printed).uses[0]?.callsLast7Days ?? 0;
  };
  await until(async () => (await readCalls()) === calls);
  await ask(served.url, calls);
  served.child.kill('SIGKILL');
  await served.ended;
  const kept = await readCalls();
  assert.ok(kept >= calls && kept <= 2 * calls, String(kept));
});
