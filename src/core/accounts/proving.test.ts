import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPortico } from '../../../test/support/portico.ts';
import { transact } from '../../db/database.ts';
import type { Account, NewAccount, ProfileChanges } from './accounts.ts';
import { type Phone, parsePhone } from './identifiers.ts';

const at = await startPortico({ after });
const { core, database } = at.portico.house;
const { accounts } = core;

let made = 0;
/** A number and an address that nobody has yet. */
function makeIdentifiers(): { phone: Phone; email: string } {
  made += 1;
  const phone = parsePhone(`138${String(made).padStart(8, '0')}`) ?? assert.fail();
  return { phone, email: `somebody${made}@example.com` };
}

const create = (account: Omit<NewAccount, 'origin'>): Promise<Account> =>
  transact(database, (tx) => accounts.create(tx, { origin: 'staff', ...account }));
const change = ({ id }: Account, changes: ProfileChanges): Promise<Account> =>
  accounts.changeProfile(id, changes, 'system');
const reread = ({ id }: Account): Promise<Account> => accounts.get(id);

/** The token of the link that was mailed last. */
async function tokenFor(email: string): Promise<string> {
  await at.portico.house.jobs.runDue();
  const mail = at.outbox().findLast((line) => line.to === email && line.purpose === 'verify-email');
  return /token=(\w+)/.exec(mail?.text ?? '')?.[1] ?? assert.fail();
}

const yes = <T>(value: T) => ({ value, proved: true });
const no = <T>(value: T) => ({ value, proved: false });

test('proving: what a new account has proved leaves whoever typed it in, held or waiting', async () => {
  const { phone, email } = makeIdentifiers();
  const own = makeIdentifiers();
  const waiting = await create({ phone: yes(own.phone), email: yes(own.email) });
  await change(waiting, { phone, email });
  const holding = await create({ phone: no(phone), email: no(email) });
  const winner = await create({ phone: yes(phone), email: yes(email) });
  assert.deepEqual([winner.phone, winner.email], [phone.e164, email]);
  const lost = await reread(holding);
  assert.deepEqual([lost.phone, lost.phone_area, lost.email], [null, null, null]);
  const yielded = await reread(waiting);
  assert.deepEqual([yielded.pending_phone, yielded.pending_email], [null, null]);
  assert.deepEqual([yielded.phone, yielded.email], [own.phone.e164, own.email]);
});

test('proving: what another account has is taken, proved or typed in; nothing is kept of the newcomer', async () => {
  const { phone, email } = makeIdentifiers();
  await create({ phone: yes(phone), email: yes(email), handle: 'Holder' });
  const before = await accounts.list({ offset: 0, limit: 1 });
  for (const proved of [true, false]) {
    await assert.rejects(create({ phone: { value: phone, proved } }), { params: { identifier: 'phone' } });
    await assert.rejects(create({ email: { value: email, proved } }), { params: { identifier: 'email' } });
  }
  await assert.rejects(create({ handle: 'ｈolder' }), { code: 'identifier.taken', params: { identifier: 'handle' } });
  assert.equal((await accounts.list({ offset: 0, limit: 1 })).total, before.total);
});

test('proving: a new e-mail replaces an unproved one, and waits for its link over a proved one', async () => {
  const [first, second, third] = [makeIdentifiers().email, makeIdentifiers().email, makeIdentifiers().email];
  const account = await create({ email: no(first) });
  assert.deepEqual((await change(account, { email: second })).email, second);
  const proved = await accounts.proveEmailByLink(await tokenFor(second));
  assert.notEqual(proved.email_verified_at, null);
  const waiting = await change(account, { email: third });
  assert.deepEqual([waiting.email, waiting.pending_email], [second, third]);
  const token = await tokenFor(third);
  const replaced = await accounts.proveEmailByLink(token);
  assert.deepEqual([replaced.email, replaced.pending_email], [third, null]);
  await assert.rejects(accounts.proveEmailByLink(token), { code: 'email_proof.wrong' });
});

test('proving: a link proves nothing for an address that the account has no more', async () => {
  const [first, second] = [makeIdentifiers().email, makeIdentifiers().email];
  const account = await create({});
  await change(account, { email: first });
  const token = await tokenFor(first);
  await change(account, { email: second });
  await assert.rejects(accounts.proveEmailByLink(token), { code: 'email_proof.wrong' });
  assert.equal((await reread(account)).email_verified_at, null);
});

test('proving: a link takes the address from who typed it in, never from who proved it', async () => {
  const { email } = makeIdentifiers();
  const first = await create({ email: yes(makeIdentifiers().email) });
  const second = await create({ email: yes(makeIdentifiers().email) });
  for (const account of [first, second]) await change(account, { email });
  const token = await tokenFor(email);
  assert.equal((await accounts.proveEmailByLink(token)).id, second.id);
  assert.equal((await reread(first)).pending_email, null);
});

test('proving: the audit proves what an account has and what waits on it', async () => {
  const own = makeIdentifiers();
  const wanted = makeIdentifiers();
  const account = await create({ status: 'waiting', phone: yes(own.phone), email: no(own.email) });
  await change(account, { phone: wanted.phone });
  const approved = await accounts.approveForStaff(account.id, 'system');
  assert.deepEqual([approved.phone, approved.pending_phone], [wanted.phone.e164, null]);
  assert.equal(approved.status, 'active');
  assert.ok(approved.phone_verified_at !== null && approved.email_verified_at !== null);
});

test('proving: the audit takes what it proves from the accounts on which it waits, and they can be approved too', async () => {
  const own = makeIdentifiers();
  const { phone, email } = makeIdentifiers();
  const waiting = await create({ phone: yes(own.phone), email: yes(own.email) });
  await change(waiting, { phone, email });
  const holder = await create({ phone: no(phone), email: no(email) });
  const approved = await accounts.approveForStaff(holder.id, 'system');
  assert.deepEqual([approved.phone, approved.email], [phone.e164, email]);
  const yielded = await reread(waiting);
  assert.deepEqual([yielded.pending_phone, yielded.pending_email], [null, null]);
  const second = await accounts.approveForStaff(waiting.id, 'system');
  assert.deepEqual([second.phone, second.email], [own.phone.e164, own.email]);
});
