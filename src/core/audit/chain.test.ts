import assert from 'node:assert/strict';
import { beforeEach, type TestContext, test } from 'node:test';
import { sql } from 'kysely';
import { dropGuards, execute, tamperWithLog } from '../../../test/support/audit-guards.ts';
import { openTestDatabase } from '../../../test/support/database.ts';
import { isPostgresRun } from '../../../test/support/tested-database.ts';
import { auditGuards } from '../../db/audit-guards.ts';
import { type Database, transact } from '../../db/database.ts';
import { createKeyring } from '../keyring/keyring.ts';
import type { AuditNote } from '../ports.ts';
import { createSettings } from '../settings/settings.ts';
import { insertAuditRow, putAuditHead, readAuditRows, readAuditState } from './audit.store.ts';
import { type Audit, type AuditAction, createAudit, type Verification } from './audit.ts';
import { appendTo, openAuditKey, sealHead } from './chain.ts';

const roots = ['o'.repeat(40), 'n'.repeat(40)] as const;
let now = 1_700_000_000_000;
const clock = {
  now: () => {
    now += 1;
    return now;
  },
};

/** What was noted outside the database, and where the log was found to have no end. */
let noted: AuditNote[] = [];
let damaged: number[] = [];
beforeEach(() => {
  noted = [];
  damaged = [];
});

function openAudit(db: Database, ...keys: [string, ...string[]]): Audit {
  const notes = { read: async () => noted, add() {}, addRestored() {} };
  return createAudit({
    db,
    lists: db,
    keyring: createKeyring(keys),
    clock,
    settings: createSettings({ db }),
    notes,
    onDamage: (id) => damaged.push(id),
  });
}

const append = (db: Database, audit: Audit, count: number) =>
  transact(db, async (tx) => {
    for (let n = 1; n <= count; n += 1)
      await audit.record(tx, { actor: 'cli', action: 'push.created', target: `push:${n}` });
  });

/** A log of `count` entries; `tamper` works on the table as somebody who has the file, but no key. */
async function openLog(context: TestContext, count: number) {
  const { db } = await openTestDatabase(context, roots[0]);
  const audit = openAudit(db, roots[0]);
  // Whoever reads along has every head that there ever was.
  await execute(db, ['create table seen as select * from audit_head']);
  for (let n = 0; n < count; n += 1) {
    await append(db, audit, 1);
    await execute(db, ['insert into seen select * from audit_head']);
  }
  return { db, audit, tamper: (...statements: string[]) => tamperWithLog(db, ...statements) };
}

const faultOf = ({ fault }: Verification) => fault && [fault.kind, fault.entryId];

test('audit: an untouched log verifies, whole and from any entry on, while it grows', async (context) => {
  const { db, audit } = await openLog(context, 1200);
  const [{ checked, newest, fault }] = await Promise.all([audit.verify(), append(db, audit, 300)]);
  assert.ok(checked >= 1200 && checked === newest?.id, `${checked}`);
  assert.equal(fault, undefined);
  const all = await audit.verify();
  assert.deepEqual([all.checked, all.newest?.id, all.fault], [1500, 1500, undefined]);
  const rest = await audit.verify({ from: 1400 });
  assert.deepEqual([rest.checked, rest.newest, rest.fault], [100, all.newest, undefined]);
  assert.equal((await audit.verify({ from: 1500 })).fault, undefined);
});

test('audit: an empty log verifies', async (context) => {
  const { db } = await openTestDatabase(context, roots[0]);
  assert.deepEqual(await openAudit(db, roots[0]).verify(), { checked: 0, newest: undefined, fault: undefined });
});

const everything = ['delete from audit_log', 'delete from audit_head', "delete from settings where name = 'audit-key'"];
/** SQLite counts the ids that it gave out; PostgreSQL has no such count that would be undone with a transaction. */
const setCountBack = isPostgresRun
  ? []
  : ["update sqlite_sequence set seq = (select max(id) from audit_log) where name = 'audit_log'"];
const forgetCount = isPostgresRun ? [] : ["delete from sqlite_sequence where name = 'audit_log'"];

/** The log as it stood after its first `id` entries, for who does not think of the database's own count. */
function oldHeadBack(id: number): string[] {
  return [
    `delete from audit_log where id > ${id}`,
    'delete from audit_head',
    `insert into audit_head select * from seen where entry_id = ${id}`,
  ];
}

const damages: Array<[what: string, statements: string[], fault: [string, number]]> = [
  ['a changed actor', ["update audit_log set actor = 'nobody' where id = 5"], ['changed', 5]],
  ['a changed time', ['update audit_log set at = at + 1 where id = 1'], ['changed', 1]],
  ['changed details of the newest', ["update audit_log set details = '{ }' where id = 10"], ['changed', 10]],
  ['an exchanged hash', ["update audit_log set hash = 'x' where id = 5"], ['changed', 5]],
  ['the first entry gone', ['delete from audit_log where id = 1'], ['missing', 2]],
  ['one in the middle gone', ['delete from audit_log where id = 5'], ['missing', 6]],
  ['one in the middle gone, the rest moved up', ['delete from audit_log where id = 5', moveUp(5)], ['changed', 5]],
  [
    'two that changed places',
    [
      'update audit_log set id = 99 where id = 5',
      'update audit_log set id = 5 where id = 6',
      'update audit_log set id = 6 where id = 99',
    ],
    ['out_of_order', 5],
  ],
  ['one that was put in place of another', ['delete from audit_log where id = 5', copyOf(4, 5)], ['changed', 5]],
  ['one that was put behind', [copyOf(10, 11)], ['forged', 11]],
  [
    'one without a hash behind',
    [`${copyOf(10, 11)}`, 'update audit_log set hash = null where id = 11'],
    ['forged', 11],
  ],
  ['the newest gone', ['delete from audit_log where id = 10'], ['cut', 9]],
  ['the newest half gone', ['delete from audit_log where id > 5'], ['cut', 5]],
  ['everything gone', ['delete from audit_log'], ['cut', 0]],
  ['the newest gone, and the note of it', ['delete from audit_log where id > 8', 'delete from audit_head'], ['cut', 8]],
  [
    'the newest gone, and the note put back without the key',
    [
      'delete from audit_log where id > 8',
      'update audit_head set entry_id = 8, hash = (select hash from audit_log where id = 8)',
    ],
    ['cut', 8],
  ],
  ...(isPostgresRun ? [] : foundByCount()),
  ['everything gone, the note of the newest too', ['delete from audit_log', 'delete from audit_head'], ['cut', 0]],
  ['the key gone', ["delete from settings where name = 'audit-key'"], ['keyless', 0]],
  ['everything gone, the key too', everything, ['keyless', 0]],
  ['one put before the first', [copyOf(3, 0)], ['forged', 0]],
  ['one put far before the first', [copyOf(3, -5)], ['forged', -5]],
  [
    'one put before the first, and nothing else left',
    [copyOf(3, -1), 'delete from audit_log where id > 0'],
    ['forged', -1],
  ],
];

function foundByCount(): typeof damages {
  return [
    ['the newest gone, and the note of an older one put back', oldHeadBack(8), ['cut', 8]],
    ['everything gone, and the note that there was nothing put back', oldHeadBack(0), ['cut', 0]],
  ];
}

function moveUp(id: number): string {
  return `update audit_log set id = id - 1 where id > ${id}`;
}

function copyOf(from: number, to: number): string {
  return `insert into audit_log select ${to}, at, actor, action, target, contract, address, details, hash from audit_log where id = ${from}`;
}

for (const [what, statements, expected] of damages) {
  test(`audit: ${what} is found: ${expected.join(' at ')}`, async (context) => {
    const { audit, tamper } = await openLog(context, 10);
    await tamper(...statements);
    assert.deepEqual(faultOf(await audit.verify()), expected);
  });
}

test('audit: ids may leap, as they do after a restore; an entry put into the gap is found', async (context) => {
  const { db, audit, tamper } = await openLog(context, 10);
  await transact(db, async (tx) => {
    const state = await readAuditState(tx);
    const key = openAuditKey(createKeyring([roots[0]]), state.sealedKey ?? '');
    const [copied] = await readAuditRows(tx, 9, 1);
    const { row, head } = appendTo(state, key, copied ?? assert.fail(), 19);
    await insertAuditRow(tx, row);
    await putAuditHead(tx, head);
  });
  await append(db, audit, 1);
  assert.deepEqual([(await audit.verify()).newest?.id, (await audit.verify()).fault], [21, undefined]);
  await tamper(copyOf(10, 15));
  assert.deepEqual(faultOf(await audit.verify()), ['forged', 15]);
});

test('audit: a log cut at its end goes on, is found at the place, and holds again from there', async (context) => {
  const { db, audit, tamper } = await openLog(context, 10);
  await tamper('delete from audit_log where id > 8', 'delete from audit_head');
  await append(db, audit, 3);
  const cut = await audit.verify();
  // Where the database counted them, no id is given out twice.
  const next = isPostgresRun ? 9 : 11;
  assert.deepEqual([cut.checked, faultOf(cut)], [8, ['restarted', next]]);
  const rest = await audit.verify({ from: next });
  assert.deepEqual([rest.checked, rest.newest?.id, rest.fault], [2, next + 2, undefined]);

  await tamper(`delete from audit_log where id > ${next + 1}`);
  await append(db, audit, 1);
  assert.deepEqual(faultOf(await audit.verify({ from: next })), ['restarted', next + 3]);
});

test('audit: with a noted entry a log is found out that was written anew, even by who has the key', async (context) => {
  const { db, audit, tamper } = await openLog(context, 10);
  const { newest: expect } = await audit.verify();
  assert.ok(expect);
  await append(db, audit, 5);
  assert.equal((await audit.verify({ expect })).fault, undefined);
  await tamper('delete from audit_log', ...forgetCount);
  await transact(db, async (tx) => {
    const key = openAuditKey(createKeyring([roots[0]]), (await readAuditState(tx)).sealedKey ?? '');
    await putAuditHead(tx, sealHead(key, 0, ''));
  });
  await append(db, audit, 20);
  assert.equal((await audit.verify()).fault, undefined);
  assert.deepEqual(faultOf(await audit.verify({ expect })), ['not_expected', 10]);
  assert.deepEqual(faultOf(await audit.verify({ expect: { id: 999, hash: 'x' } })), ['not_expected', 999]);
  assert.deepEqual(faultOf(await audit.verify({ from: 999 })), ['missing', 999]);
});

test('audit: the database itself refuses to change or remove an entry', async (context) => {
  const { db } = await openLog(context, 2);
  const refused = { message: 'the audit log is append-only' };
  for (const statement of [
    'delete from audit_log where id = 1',
    "update audit_log set actor = 'x' where id = 1",
    "update audit_log set hash = 'x' where id = 1",
    'update audit_log set hash = null',
    'update audit_log set id = 7 where id = 1',
  ]) {
    await assert.rejects(sql.raw(statement).execute(db), refused, statement);
  }
});

test('audit: what is undone takes its entries along, and the log verifies', async (context) => {
  const { db, audit } = await openLog(context, 3);
  const undone = transact(db, async (tx) => {
    await audit.record(tx, { action: 'push.created', target: 'x' });
    throw new Error('changed my mind');
  });
  await Promise.allSettled([undone, append(db, audit, 2), undone, append(db, audit, 2)]);
  const { checked, fault } = await audit.verify();
  assert.deepEqual([checked, fault], [7, undefined]);
});

test('audit: two programs write one log, and it verifies', async (context) => {
  const { db } = await openTestDatabase(context, roots[0]);
  const [first, second] = [openAudit(db, roots[0]), openAudit(db, roots[0])];
  const each = Array.from({ length: 40 }, (_, n) => append(db, n % 2 === 0 ? first : second, 1));
  await Promise.all(each);
  assert.deepEqual([(await first.verify()).checked, (await second.verify()).fault], [40, undefined]);
});

test('audit: texts of any kind verify as they were written', async (context) => {
  const { db, audit } = await openLog(context, 0);
  await transact(db, async (tx) => {
    // No text of PostgreSQL holds the character 0: it is refused long before.
    for (const text of ['张三', ...(isPostgresRun ? [] : ['\u0000']), '😀', '"\n', '\u2028']) {
      const action = text as AuditAction;
      await audit.record(tx, { actor: text, action, target: text, details: { text, lone: '\ud800' } });
    }
  });
  assert.deepEqual((await audit.verify()).fault, undefined);
});

test('audit: the key outlives root keys: the next start moves it, then the old root may go', async (context) => {
  const { db } = await openLog(context, 5);
  const sealed = () => createSettings({ db }).find('audit-key');
  const before = await sealed();
  const during = openAudit(db, roots[1], roots[0]);
  await during.prepare();
  assert.notEqual(await sealed(), before);
  const after = openAudit(db, roots[1]);
  await after.prepare();
  await append(db, after, 5);
  assert.deepEqual([(await after.verify()).checked, (await after.verify()).fault], [10, undefined]);
  await assert.rejects(openAudit(db, roots[0]).verify(), /root key that is not configured/);
});

const rewritten = [
  'update audit_log set hash = null',
  "update audit_log set actor = 'nobody' where id = 5",
  'delete from audit_log where id in (1, 7)',
];
const forgeries: Array<[what: string, statements: string[], fault: string]> = [
  ['everything gone', ['delete from audit_log'], 'restarted'],
  ['everything gone with the note of the newest', ['delete from audit_log', 'delete from audit_head'], 'restarted'],
  ['everything gone with note and key', everything, 'restarted'],
  ['everything gone with note, key and count', [...everything, ...forgetCount], 'restarted'],
  ['hashes taken away to have them made again', rewritten, 'forged'],
  ['the same, the note of the newest gone', [...rewritten, 'delete from audit_head'], 'forged'],
  ['the same, the key gone too', [...rewritten, ...everything.slice(1)], 'forged'],
];

for (const [what, statements, expected] of forgeries) {
  test(`audit: ${what}: no start and no entry after it makes the log whole again`, async (context) => {
    const { db, audit, tamper } = await openLog(context, 10);
    await tamper(...statements);
    assert.notEqual((await audit.verify()).fault, undefined, 'before anything is written');
    const after = openAudit(db, roots[0]);
    await after.prepare();
    assert.notEqual((await after.verify()).fault, undefined, 'after a start');
    await append(db, after, 3);
    assert.equal((await after.verify()).fault?.kind, expected);
    const later = openAudit(db, roots[0]);
    await later.prepare();
    await append(db, later, 20);
    assert.equal((await later.verify()).fault?.kind, expected);
    assert.equal(
      damaged.length,
      expected === 'restarted' || statements.includes('delete from audit_head') ? 1 : 0,
      'told once, in the log of the server',
    );
  });
}

test('audit: verifying changes nothing, whatever is missing', async (context) => {
  const { db, audit, tamper } = await openLog(context, 3);
  await tamper(...everything);
  await audit.verify();
  const state = await readAuditState(db);
  assert.deepEqual([state.sealedKey, state.head, state.newestId], [null, undefined, 0]);
});

test('audit: a log that was put back whole is found out by what was noted outside the database, and by that alone', async (context) => {
  const { db, audit, tamper } = await openLog(context, 8);
  const note = async () => noted.push((await audit.verify()).newest ?? assert.fail());
  await note();
  await append(db, audit, 2);
  await note();
  assert.equal((await audit.verify()).fault, undefined);
  await tamper(...oldHeadBack(8), ...setCountBack);
  assert.deepEqual(faultOf(await audit.verify()), ['not_expected', 10]);
  await append(db, audit, 5);
  assert.deepEqual(faultOf(await audit.verify()), ['not_expected', 10]);
  await note();
  assert.deepEqual(faultOf(await audit.verify()), ['not_expected', 10], 'a later note hides nothing');
  assert.equal((await audit.verify({ from: 10 })).fault, undefined, 'for who knows of it');
  noted = [];
  assert.equal((await audit.verify()).fault, undefined, 'the limit of what the database can tell of itself');
});

test('audit: what was noted while it is verified is awaited', async (context) => {
  const { db, audit } = await openLog(context, 600);
  const run = audit.verify();
  await append(db, audit, 5);
  assert.equal((await run).fault, undefined);
});

test('audit: the note of an older entry put back, so that what follows can be taken out, is found for ever', async (context) => {
  const { db, audit, tamper } = await openLog(context, 10);
  await tamper('delete from audit_head', 'insert into audit_head select * from seen where entry_id = 6');
  await append(db, audit, 1);
  await tamper('delete from audit_log where id between 7 and 10');
  await append(db, audit, 5);
  assert.deepEqual(faultOf(await audit.verify()), ['restarted', 11]);
  assert.deepEqual(damaged, [11]);
});

/** Triggers of somebody else's, in the words of the database that this run is about. */
const triggers = isPostgresRun ? triggersOnPostgres() : triggersOnSqlite();

function triggersOnSqlite() {
  const passOver = 'begin select raise(ignore); end';
  return {
    hideActor: [`create trigger t1 before insert on audit_log when new.actor = 'account:7' ${passOver}`],
    keepHead: [
      `create trigger t2 before update on AUDIT_HEAD when new.entry_id > (select max(id) from audit_log) ${passOver}`,
    ],
    takeOut: ['create trigger t3 after insert on "audit_log" begin delete from seen; end'],
    dropHideActor: 'drop trigger t1',
    dropKeepHead: 'drop trigger t2',
  };
}

function triggersOnPostgres() {
  const run = (name: string, body: string): string =>
    `create function ${name}() returns trigger language plpgsql as $$ begin ${body} end $$`;
  const passOverHead = 'if new.entry_id > (select max(id) from audit_log) then return null; end if; return new;';
  return {
    hideActor: [
      run('pass_over', 'return null;'),
      "create trigger t1 before insert on audit_log for each row when (new.actor = 'account:7') execute function pass_over()",
    ],
    keepHead: [
      run('pass_over_head', passOverHead),
      'create trigger t2 before update on audit_head for each row execute function pass_over_head()',
    ],
    takeOut: [
      run('take_out', 'delete from seen; return new;'),
      'create trigger t3 after insert on audit_log for each row execute function take_out()',
    ],
    dropHideActor: 'drop trigger t1 on audit_log',
    dropKeepHead: 'drop trigger t2 on audit_head',
  };
}

test('audit: a trigger that keeps somebody out of the log keeps their work from being done', async (context) => {
  const { db, audit } = await openLog(context, 3);
  await execute(db, [...triggers.hideActor, ...triggers.keepHead]);
  const work = transact(db, async (tx) => {
    await sql`insert into seen values (7, 7, '', '')`.execute(tx);
    await audit.record(tx, { actor: 'account:7', action: 'push.created', target: 'push:1' });
  });
  await assert.rejects(work, /did not take an entry/);
  assert.deepEqual((await sql`select * from seen where id = 7`.execute(db)).rows, []);
  await execute(db, [triggers.dropHideActor]);
  await append(db, audit, 1);
  await execute(db, [triggers.dropKeepHead]);
  assert.deepEqual(faultOf(await audit.verify()), ['restarted', 4], 'what was written meanwhile tells of it for ever');
});

const guardNothing = (guard: string): string =>
  guard.replace('raise(abort,', "coalesce('',").replace('raise exception', 'raise notice');

const unguarded: Array<[what: string, statements: (db: Database) => readonly string[]]> = [
  ['a trigger of somebody else’s on the log', () => triggers.hideActor],
  ['one on the note of the newest', () => triggers.keepHead],
  ['one that takes out afterwards', () => triggers.takeOut],
  ['a guard gone', () => dropGuards.slice(0, 1)],
  ['both guards gone', () => dropGuards],
  ['a guard that guards nothing', (db) => [...dropGuards, ...auditGuards(db).map(guardNothing)]],
];

for (const [what, statements] of unguarded) {
  test(`audit: ${what} is found, before and after something is written`, async (context) => {
    const { db, audit } = await openLog(context, 3);
    await execute(db, statements(db));
    assert.deepEqual(faultOf(await audit.verify()), ['unguarded', 3]);
    await append(db, audit, 2);
    assert.deepEqual(damaged, [4, 5]);
    assert.deepEqual(faultOf(await audit.verify()), ['restarted', 4]);
  });
}
