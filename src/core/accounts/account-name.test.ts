import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestDatabase } from '../../../test/support/database.ts';
import { accountName } from '../../db/account-name.ts';
import { transact } from '../../db/database.ts';
import { nameOf } from './account-name.ts';
import { insertAccount } from './accounts.store.ts';
import { type NewAccount, toNewRow } from './new-account.ts';

const phone = { value: { e164: '+8613800138000', area: '86' }, proved: true };
const email = { value: 'ming@example.com', proved: true };
const people: ReadonlyArray<[name: string, account: Partial<NewAccount>]> = [
  ['小明', { displayName: '小明', realName: '李明', handle: 'ming-1', phone, email }],
  ['李明', { realName: '李明', handle: 'ming-2' }],
  ['ming-3', { handle: 'ming-3' }],
  ['#4', { phone: { ...phone, value: { e164: '+8613800138004', area: '86' } } }],
];

test('an account’s name: display name, real name, handle, else its number; never a phone or an e-mail; in SQL as here', async (context) => {
  const { db } = await openTestDatabase(context);
  for (const [name, account] of people) {
    const row = toNewRow({ origin: 'mobile', ...account }, 1_700_000_000_000);
    const made = await transact(db, (tx) => insertAccount(tx, row));
    assert.equal(nameOf(made), name);
    const inSql = db.selectFrom('accounts').where('id', '=', made.id).select(accountName('accounts').as('name'));
    assert.equal((await inSql.executeTakeFirstOrThrow()).name, name);
  }
});
