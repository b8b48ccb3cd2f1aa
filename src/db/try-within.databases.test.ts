import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { startBothDatabases } from '../../test/support/both-databases.ts';
import { transact, tryWithin } from './database.ts';

for (const kind of await startBothDatabases({ after })) {
  test(`${kind.name}: of what is tried only that is undone which is not to be kept, and nothing around it`, async (t) => {
    const db = (await kind.createEmpty(t)).open();
    const { raw } = sql;
    await raw('create table tried (word text)').execute(db);
    const answers = await transact(db, async (tx) => {
      const write = (word: string) => raw(`insert into tried (word) values ('${word}')`).execute(tx);
      const tryTo = (word: string, isKept: boolean) => tryWithin(tx, () => write(word).then(() => isKept));
      await write('before');
      const [kept, undone, keptAgain] = [await tryTo('a', true), await tryTo('b', false), await tryTo('c', true)];
      await write('after');
      return [kept, undone, keptAgain];
    });
    assert.deepEqual(answers, [true, false, true]);
    const { rows } = await raw<{ word: string }>('select word from tried').execute(db);
    assert.deepEqual(
      rows.map(({ word }) => word),
      ['before', 'a', 'c', 'after'],
    );
  });
}
