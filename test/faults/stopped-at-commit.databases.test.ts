import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createBlogClient, md5, sign } from '../support/blog.ts';
import { type Asking, askDoor, send } from '../support/door-asking.ts';
import { startPortico } from '../support/portico.ts';
import { startPostgres } from '../support/postgres.ts';
import { layWire } from '../support/postgres-wire.ts';
import { temporaryDataDir } from '../support/process.ts';

const minuteMs = 60_000;
const postgres = await startPostgres({ after });
const wire = await layWire({ after }, await postgres.createDatabase());
const at = await startPortico(
  { after },
  {
    PORTICO_DATA_DIR: temporaryDataDir({ after }),
    PORTICO_DATABASE_URL: wire.url,
    PORTICO_SECRET_KEY: 'a-root-key-that-all-nodes-have-in-common',
  },
);
const { database: db } = at.portico.house;

async function findUnfinished(): Promise<number[]> {
  const rows = await db.selectFrom('replay_marks').select('done').where('done', '=', 0).execute();
  return rows.map(({ done }) => done);
}

test('blog: a signed write that was kept when the database stopped is not done again once it is back, for as long as its signature is good', async () => {
  assert.equal((await createBlogClient(at).register('stopped')).status, 200);
  const login: Asking = {
    door: 'blog',
    method: 'POST',
    path: '/blogapi/login',
    headers: { 'user-agent': 'kept-and-unheard' },
    body: sign({ account: 'stopped', password: md5('111111') }, at.clock.now()),
  };
  const lost = wire.loseAnswerToCommit('kept-and-unheard', { cuts: true });
  const asked = askDoor(at.url, login);
  await lost;
  await postgres.stop('SIGQUIT');
  assert.equal(await asked, undefined);
  await postgres.start();
  wire.mend();
  // Refused at once, and still when the time has passed in which a claim is held that nobody finished.
  assert.equal((await send(at.url, login)).status, 201);
  for (const deadline = Date.now() + minuteMs; (await findUnfinished()).length > 0 && Date.now() < deadline; )
    await delay(50);
  assert.deepEqual(await findUnfinished(), []);
  at.clock.advance(minuteMs + 1_000);
  assert.equal((await send(at.url, login)).status, 201);
  const sessions = await db.selectFrom('sessions').select('id').where('user_agent', '=', 'kept-and-unheard').execute();
  assert.equal(sessions.length, 1);
});
