import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { failCalls } from '../../../test/support/failing-calls.ts';
import { startPostgres } from '../../../test/support/postgres.ts';
import { openByAddress } from '../../../test/support/tested-database.ts';
import { until } from '../../../test/support/until.ts';
import { transact } from '../database.ts';
import { migrate, withoutAuditLog } from '../migrate.ts';

test('a commit of which PostgreSQL says that its disk failed may have been kept: it is found when PostgreSQL has started anew', async (t) => {
  // Nobody else is to put the commit on disk before its own process tries to.
  const postgres = await startPostgres(t, ['fsync=on', 'wal_writer_delay=10s']);
  const db = openByAddress(await postgres.createDatabase());
  t.after(() => db.destroy());
  await migrate(db, 0, withoutAuditLog);
  let failing: Awaited<ReturnType<typeof failCalls>> | undefined;
  t.after(() => failing?.mend());

  const committing = transact(db, async (tx) => {
    await tx.insertInto('settings').values({ name: 'doubtful', value: '' }).execute();
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
    const pids = rows.map(({ pid }) => pid);
    failing = await failCalls(pids, { calls: 'fsync,fdatasync', error: 'EIO' });
  });
  await assert.rejects(committing, { code: 'DATABASE_UNAVAILABLE', mayBeCommitted: true });
  await failing?.mend();

  const find = () => db.selectFrom('settings').select('name').where('name', '=', 'doubtful').execute();
  await until(() =>
    find().then(
      () => true,
      () => false,
    ),
  );
  assert.deepEqual(await find(), [{ name: 'doubtful' }]);
});
