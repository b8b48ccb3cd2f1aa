import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPortico } from '../../../test/support/portico.ts';
import { transact } from '../../db/database.ts';
import type { AccountPage, AccountQuery } from './directory.ts';

const { portico } = await startPortico({ after });
const { core, database } = portico.house;
const { accounts, directory } = core;

const ids = ({ items }: AccountPage): number[] => items.map(({ id }) => id);

/** Reads the first of two pages, empties the second and turns round there: the first is met again, whole. */
async function turnRound(query: AccountQuery, direction: 'forward' | 'backward', limit: number): Promise<void> {
  const first = await directory.find(query, { direction, limit });
  const [onwards, back] = direction === 'forward' ? (['next', 'previous'] as const) : (['previous', 'next'] as const);
  const from = first[onwards];
  assert.ok(from, 'there is a second page');
  const second = await directory.find(query, { direction, limit, from });
  for (const { id } of second.items) await accounts.remove(id, 'test');
  const empty = await directory.find(query, { direction, limit, from });
  assert.deepEqual([empty.items, empty[onwards]], [[], null]);
  assert.ok(empty[back]);
  const opposite = direction === 'forward' ? 'backward' : 'forward';
  const again = await directory.find(query, { direction: opposite, limit, from: empty[back] });
  assert.deepEqual(ids(again), ids(first));
  for (const { id } of first.items) await accounts.remove(id, 'test');
}

test('directory: a page that was emptied meanwhile leads back to all that is before it', async () => {
  const create = (handle: string) =>
    transact(database, (tx) => core.accounts.create(tx, { origin: 'desktop', handle }));
  const origins = ['desktop'] as const;
  for (const query of [{ origins }, { origins, order: 'oldest' }, { text: 'swallow' }] satisfies AccountQuery[]) {
    for (const direction of ['forward', 'backward'] as const) {
      for (let n = 0; n < 5; n += 1) await create(`swallow_${n}`);
      await turnRound(query, direction, 3);
    }
  }
  const { id } = await create('typed');
  await create(`${id}_named`);
  await turnRound({ text: String(id), origins }, 'forward', 1);
});
