import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { startPortico } from '../support/portico.ts';
import { collect, spawnPortico } from '../support/process.ts';
import { runHere } from '../support/run-here.ts';
import { until } from '../support/until.ts';
import { createHandover, importInto } from './former-back-end.ts';

const handover = createHandover({ after });
const at = await startPortico({ after });
const { database } = at.portico.house;
const count = 30_000;

const mapping = handover.writeMapping(`
source = "large"
door = "blog"
[fields]
id = "id"
handle = "login"
email = "email"
`);
const rows = Array.from({ length: count }, (_, n) => ({
  id: String(n),
  login: `large_${n}`,
  email: `large${n}@example.com`,
}));
const file = handover.writeCsv(rows);
const environment = { ...at.environment, PORTICO_LOG_LEVEL: 'silent' };

async function countTaken(): Promise<number> {
  const { n } = await database
    .selectFrom('imported_accounts')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return Number(n);
}

/** Of so many rows, behind which more are to come: it cannot have ended before the signal, however late that is. */
async function interrupt(signal: NodeJS.Signals, given: number): Promise<{ status: number | null; stderr: string }> {
  const before = await countTaken();
  const child = spawnPortico(['import', 'accounts', '-', '--mapping', mapping], environment, undefined, null);
  // Whoever is killed does not read to the end.
  child.stdin?.on('error', () => undefined).write(readFileSync(handover.writeCsv(rows.slice(0, given))));
  const output = collect(child);
  const ended = once(child, 'close') as Promise<[number | null]>;
  await until(async () => (await countTaken()) > before);
  child.kill(signal);
  const [status] = await ended;
  return { status, stderr: output.stderr };
}

test('import: killed in the middle, stopped by Ctrl-C, and then gone on with: everybody is there once and can be found', async () => {
  assert.equal((await interrupt('SIGKILL', count / 3)).status, null);
  const afterKill = await countTaken();
  assert.ok(afterKill > 0 && afterKill < count, String(afterKill));
  const stopped = await interrupt('SIGINT', (2 * count) / 3);
  assert.equal(stopped.status, 1);
  assert.match(stopped.stderr, /it was stopped; the same command goes on where it ended/);
  const afterStop = await countTaken();
  assert.ok(afterStop > afterKill && afterStop < count, String(afterStop));
  const { counts } = await importInto(at, [file, '--mapping', mapping]);
  assert.deepEqual(
    [counts.created, counts['taken before'], counts['to be decided']],
    [count - afterStop, afterStop, 0],
  );
  const { accounts, people } = await database
    .selectFrom('imported_accounts')
    .select(({ fn }) => [fn.countAll<number>().as('accounts'), fn.count<number>('account_id').distinct().as('people')])
    .executeTakeFirstOrThrow();
  assert.deepEqual([Number(accounts), Number(people)], [count, count]);
  const { status, stdout } = await runHere(['database', 'verify'], environment);
  assert.equal(status, 0, stdout);
});
