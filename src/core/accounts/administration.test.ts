import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { startPortico } from '../../../test/support/portico.ts';
import { isPostgresRun } from '../../../test/support/tested-database.ts';
import { transact } from '../../db/database.ts';
import type { Operator } from '../operator.ts';
import type { Account, NewAccount } from './accounts.ts';
import { type Phone, parsePhone } from './identifiers.ts';
import type { OperatorChange } from './protection.ts';

const at = await startPortico({ after });
const { core, database } = at.portico.house;
const { accounts, accountAdministration: administration } = core;
const caller = { address: '203.0.113.9', userAgent: 'a test', exemptFromAddressLimits: true };
const owner: Operator = { actor: 'cli', address: '203.0.113.1', mayChangeOperators: true };
const admin: Operator = { actor: 'account:4711', address: '203.0.113.2', mayChangeOperators: false };

let made = 0;
const makePhone = (): Phone => {
  made += 1;
  return parsePhone(`139${String(made).padStart(8, '0')}`) ?? assert.fail();
};
const create = (account: Omit<NewAccount, 'origin'> & { origin?: NewAccount['origin'] } = {}): Promise<Account> =>
  transact(database, (tx) => accounts.create(tx, { origin: 'staff', ...account }));

async function actionsOf({ id }: { id: number }): Promise<string[]> {
  const entries = database.selectFrom('audit_log').select(['actor', 'action', 'address']).orderBy('id');
  const rows = await entries.where('target', '=', `account:${id}`).execute();
  return rows.map(({ actor, action, address }) => `${actor} ${address} ${action}`);
}

const changes: ReadonlyArray<[what: string, make: (id: number, change: OperatorChange) => Promise<unknown>]> = [
  ['profile', (id, change) => administration.changeProfile(id, { displayName: 'changed' }, change)],
  ['approval', (id, change) => administration.approve(id, change)],
  ['rejection', (id, change) => administration.reject(id, change)],
  ['freeze', (id, change) => administration.freeze(id, change)],
  ['thaw', (id, change) => administration.thaw(id, change)],
  ['role', (id, change) => administration.setRole(id, 'user', change)],
  ['removal', (id, change) => administration.remove(id, change)],
  ['reset link', (id, change) => core.passwordResets.create(id, change)],
];
const unversioned: ReadonlyArray<[what: string, make: (id: number, by: Operator) => Promise<unknown>]> = [
  ['unlock', (id, by) => core.passwords.unlock(id, by)],
  ['end of one session', (id, by) => core.accountSessions.end(id, 1, by)],
  ['end of all sessions', (id, by) => core.accountSessions.endAll(id, by)],
];

for (const [what, make] of [
  ...changes,
  ...unversioned.map(([what, make]) => [what, (id, { by }) => make(id, by)] as (typeof changes)[number]),
]) {
  test(`administration: the ${what} of an admin or owner is for owners and for oneself`, async () => {
    for (const role of ['admin', 'owner'] as const) {
      const account = await create({ role, status: what === 'thaw' ? 'frozen' : 'active' });
      await assert.rejects(make(account.id, { by: admin }), { code: 'account.protected' });
      assert.deepEqual(await accounts.find(account.id), account, 'nothing was changed');
    }
    await assert.rejects(make(999_999, { by: admin }), { code: 'account.not_found' });
  });
}

for (const [what, make] of changes) {
  test(`administration: the ${what} is refused where the account is another by now`, async () => {
    const account = await create({ status: what === 'thaw' ? 'frozen' : 'active' });
    const stale = { by: owner, version: account.updated_at - 1 };
    await assert.rejects(make(account.id, stale), { code: 'request.version_changed' });
    assert.deepEqual(await accounts.find(account.id), account);
    const fresh = { by: owner, version: account.updated_at };
    await make(account.id, fresh);
    // A link changes nothing of the account.
    if (what === 'reset link') return;
    const code = what === 'removal' ? 'account.not_found' : 'request.version_changed';
    await assert.rejects(make(account.id, fresh), { code });
  });
}

test('administration: two changes in one millisecond are two versions', async () => {
  const account = await create();
  at.clock.set(account.updated_at);
  const first = await administration.changeProfile(account.id, { displayName: 'one' }, { by: owner });
  const second = await administration.changeProfile(account.id, { displayName: 'two' }, { by: owner });
  assert.ok(account.updated_at < first.updated_at && first.updated_at < second.updated_at);
});

test('administration: admins and owners may change what is their own', async () => {
  const { id } = await create({ role: 'admin' });
  const self: Operator = { ...admin, actor: `account:${id}` };
  assert.equal((await administration.changeProfile(id, { displayName: 'I' }, { by: self })).display_name, 'I');
  await assert.rejects(administration.setRole(id, 'owner', { by: self }), { code: 'account.protected' });
});

test('administration: only who may change operators gives a role, to whomever', async () => {
  const { id } = await create();
  await assert.rejects(administration.setRole(id, 'admin', { by: admin }), { code: 'account.protected' });
  await assert.rejects(administration.create({ role: 'admin' }, admin), { code: 'account.protected' });
  assert.equal((await administration.setRole(id, 'admin', { by: owner })).role, 'admin');
  assert.equal((await administration.create({ role: 'admin' }, owner)).account.role, 'admin');
});

test('administration: who waits at the staff door is approved for it, with what the account has proved', async () => {
  const phone = makePhone();
  const account = await create({ status: 'waiting', phone: { value: phone, proved: false } });
  const approved = await administration.approve(account.id, { by: admin });
  assert.equal(approved.status, 'active');
  assert.ok(approved.staff_approved_at !== null && approved.phone_verified_at !== null);
});

test('administration: who was rejected at another door comes back to that door alone', async () => {
  const phone = makePhone();
  const account = await create({ origin: 'mobile', status: 'rejected', phone: { value: phone, proved: false } });
  const back = await administration.approve(account.id, { by: admin });
  assert.deepEqual([back.status, back.staff_approved_at, back.phone_verified_at], ['active', null, null]);
  const letIn = await administration.approve(account.id, { by: admin });
  assert.notEqual(letIn.staff_approved_at, null, 'an active account is let in at the staff door');
});

test('administration: a frozen account is thawed, not approved, and waits again where it was never let in', async () => {
  const account = await create({ status: 'waiting' });
  await administration.freeze(account.id, { by: admin });
  await assert.rejects(administration.approve(account.id, { by: admin }), { code: 'account.frozen' });
  assert.equal((await administration.thaw(account.id, { by: admin })).status, 'waiting');
  await assert.rejects(administration.thaw(account.id, { by: admin }), { code: 'account.wrong_status' });
  const elsewhere = await create({ origin: 'mobile', status: 'frozen' });
  assert.equal((await administration.thaw(elsewhere.id, { by: admin })).status, 'active');
});

test('administration: a freeze and a rejection end every session', async () => {
  for (const end of [administration.freeze, administration.reject]) {
    const account = await create({ staffApproved: true });
    const session = await transact(database, (tx) => core.sessions.open(tx, account, 'staff', caller));
    const token = core.sessions.sign(session, {});
    await end(account.id, { by: admin });
    await assert.rejects(core.sessions.authenticateJwt('staff', token), { code: 'session.revoked' });
  }
});

test('administration: of many who wait each is approved or told why not, and nobody else is touched', async () => {
  const waiting = await Promise.all(Array.from({ length: 45 }, () => create({ status: 'waiting' })));
  const active = await create({ origin: 'mobile' });
  const operatorAccount = await create({ status: 'waiting', role: 'admin' });
  const ids = [...waiting.map(({ id }) => id), active.id, operatorAccount.id, 999_999, waiting[0]?.id as number];
  const outcomes = await administration.approveWaiting(ids, admin);
  assert.equal(outcomes.length, 48, 'each once');
  const errors = outcomes.flatMap((outcome) => ('error' in outcome ? [[outcome.id, outcome.error]] : []));
  assert.deepEqual(errors, [
    [active.id, 'account.wrong_status'],
    [operatorAccount.id, 'account.protected'],
    [999_999, 'account.not_found'],
  ]);
  for (const { id } of waiting) assert.equal((await accounts.get(id)).status, 'active');
  assert.equal((await accounts.get(active.id)).staff_approved_at, null);
});

test('administration: what an operator types in waits for its proof as at the staff door, and null takes it away', async () => {
  const phone = makePhone();
  const account = await create({ handle: 'typed_in', phone: { value: phone, proved: true } });
  const next = makePhone();
  const changed = await administration.changeProfile(account.id, { phone: next }, { by: admin });
  assert.deepEqual([changed.phone, changed.pending_phone], [phone.e164, next.e164]);
  const gone = await administration.changeProfile(
    account.id,
    { phone: null, handle: null, email: null },
    { by: admin },
  );
  assert.deepEqual(
    [gone.phone, gone.phone_area, gone.pending_phone, gone.handle, gone.handle_key],
    Array(5).fill(null),
  );
  await create({ handle: 'typed_in', phone: { value: phone, proved: false } });
  await assert.rejects(administration.changeProfile(account.id, { handle: 'TYPED_IN' }, { by: admin }), {
    code: 'identifier.taken',
    params: { identifier: 'handle' },
  });
});

test('administration: an account is made with a link for its password, and its e-mail is mailed another', async () => {
  const email = 'made@example.com';
  const { account, resetLink } = await administration.create({ email, displayName: '新', withResetLink: true }, admin);
  assert.deepEqual([account.origin, account.status, account.email_verified_at], ['console', 'active', null]);
  assert.equal(resetLink?.token.length, 43);
  assert.ok(at.outbox().some((line) => line.to === email && line.purpose === 'verify-email'));
  assert.deepEqual(await actionsOf(account), [
    `${admin.actor} ${admin.address} account.created`,
    `${admin.actor} ${admin.address} account.reset-link-created`,
  ]);
  await assert.rejects(administration.create({ email }, admin), { code: 'identifier.taken' });
});

test('administration: an account made for the staff door is let in there, and what it has counts as proved', async () => {
  const { account } = await administration.create({ phone: makePhone(), staffApproved: true }, admin);
  assert.ok(account.staff_approved_at !== null && account.phone_verified_at !== null);
});

test('administration: every change is in the audit log, with who and from where', async () => {
  const { id } = await create({ status: 'waiting' });
  await administration.approve(id, { by: admin });
  await administration.freeze(id, { by: admin });
  await administration.thaw(id, { by: admin });
  await administration.reject(id, { by: admin });
  await administration.changeProfile(id, { displayName: 'x' }, { by: admin });
  await administration.setRole(id, 'admin', { by: owner });
  await administration.remove(id, { by: owner });
  const actions = ['approved', 'frozen', 'activated', 'rejected', 'changed'].map(
    (action) => `${admin.actor} ${admin.address} account.${action}`,
  );
  const ownersActions = ['role-changed', 'deleted'].map(
    (action) => `${owner.actor} ${owner.address} account.${action}`,
  );
  assert.deepEqual((await actionsOf({ id })).slice(1), [...actions, ...ownersActions]);
});

test('administration: what goes with an account is told before, table by table as the database removes it', async () => {
  const account = await create({ avatar: `/avatars/${'a'.repeat(32)}.png` });
  const other = await create();
  for (const { id } of [account, account, other]) await addBelongings(id);
  const licence = await core.licences.create({ number: 'GOES-FREE' }, { actor: 'test' });
  await core.licences.bind(licence.id, account.id, { by: { actor: 'test' } });

  const preview = await administration.previewRemoval(account.id);
  const { sessions, pushDevices, feedback, replies, heartbeats } = preview;
  assert.deepEqual([preview.licence, preview.avatar], ['GOES-FREE', true]);
  const told: Record<string, number> = {
    sessions,
    heartbeats,
    feedback,
    push_devices: pushDevices,
    feedback_replies: replies,
  };
  const tables = await listReferring();
  const before = await countAll(tables);
  await administration.remove(account.id, { by: owner });
  const after = await countAll(tables);
  const untold = [
    'email_proofs',
    'known_devices',
    'password_resets',
    'push_recipients',
    'licences',
    'imported_accounts',
    'door_passwords',
    'door_accounts',
  ];
  for (const table of tables) {
    const gone = (before[table] ?? 0) - (after[table] ?? 0);
    assert.equal(gone, told[table] ?? gone, table);
    assert.ok(table in told || untold.includes(table), `${table}: is it to be told?`);
  }
  assert.deepEqual(told, { sessions: 2, heartbeats: 2, feedback: 2, push_devices: 2, feedback_replies: 2 });
  assert.equal(await countOf('licences', 'account_id is null'), 1, 'the licence is free');
});

let belongings = 0;
/** One of everything that an account can have. */
async function addBelongings(id: number): Promise<void> {
  belongings += 1;
  const account = await accounts.get(id);
  const { id: session } = await transact(database, (tx) => core.sessions.open(tx, account, 'desktop', caller));
  await sql`insert into heartbeats (session_id, account_id, first_at, last_at, beats, address, user_agent)
    values (${session}, ${id}, 1, 1, 1, '', '')`.execute(database);
  await core.devices.bind(id, { clientId: `client-${belongings}`, clientType: 'android' });
  const entry = await core.feedback.submit(id, { content: 'x', categoryId: null, contactPhone: '' });
  await sql`insert into feedback_replies (feedback_id, account_id, content, manager_id, created_at, updated_at)
    values (${entry.id}, ${id}, 'y', 1, 1, 1)`.execute(database);
}

async function listReferring(): Promise<string[]> {
  const referring = isPostgresRun
    ? sql<{ name: string }>`select distinct conrelid::regclass::text as name from pg_constraint
        where contype = 'f' and confrelid = 'accounts'::regclass`
    : sql<{ name: string }>`select distinct m.name from sqlite_master m
        join pragma_foreign_key_list(m.name) f where m.type = 'table' and f."table" = 'accounts'`;
  const { rows } = await referring.execute(database);
  return rows.map(({ name }) => name);
}

async function countOf(table: string, condition = 'true'): Promise<number> {
  const { rows } = await sql<{
    n: number;
  }>`select count(*) as n from ${sql.table(table)} where ${sql.raw(condition)}`.execute(database);
  return rows[0]?.n ?? 0;
}

async function countAll(tables: readonly string[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of tables) counts[table] = await countOf(table);
  return counts;
}
