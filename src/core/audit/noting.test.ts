import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createTestAudit, openTestDatabase } from '../../../test/support/database.ts';
import { transact } from '../../db/database.ts';
import { openAuditNotes } from '../../providers/audit-notes.ts';
import type { AuditNote } from '../ports.ts';
import { createAuditNoting } from './noting.ts';

const clock = { now: () => 1_700_000_000_000 };

async function openNoting(context: TestContext) {
  const { db, directory } = await openTestDatabase(context);
  const audit = createTestAudit(db, clock);
  const file = join(directory, 'audit-heads.log');
  const told: unknown[] = [];
  const open = () =>
    createAuditNoting({
      db,
      clock,
      notes: openAuditNotes(file),
      onTurn: (moment, { id }) => told.push([moment, id]),
      onMissing: ({ id }) => told.push(['missing', id]),
      onFailure: (error) => told.push(error),
    });
  const append = () => transact(db, (tx) => audit.record(tx, { action: 'push.created', target: 'x' }));
  return { db, file, told, open, append };
}

const linesOf = (file: string) => readFileSync(file, 'utf8').split('\n').filter(Boolean);

test('audit noting: one line at the start, and one at the end where the log grew, for nobody else to read', async (context) => {
  const { file, told, open, append } = await openNoting(context);
  await append();
  const first = open();
  await first.start();
  await append();
  await first.stop();
  await first.stop();
  const second = open();
  await second.start();
  await second.stop();
  const lines = linesOf(file);
  assert.deepEqual(
    lines.map((line) => line.replace(/:.{43} /, ' ')),
    ['1 2023-11-14T22:13:20.000Z', '2 2023-11-14T22:13:20.000Z'],
  );
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(told.slice(0, 2), [
    ['start', 1],
    ['stop', 2],
  ]);
  assert.deepEqual(told.at(-1), ['stop', 2]);
});

test('audit noting: an empty log is nothing to note, and who never started notes nothing at the end', async (context) => {
  const { file, told, open, append } = await openNoting(context);
  const empty = open();
  await empty.start();
  await append();
  await open().stop();
  assert.throws(() => statSync(file), /ENOENT/);
  assert.deepEqual(told, []);
  await empty.stop();
});

test('audit noting: a start tells that the entry noted last is not there', async (context) => {
  const { file, told, open, append } = await openNoting(context);
  await append();
  appendFileSync(file, `9:${'x'.repeat(43)} 2026-01-01T00:00:00.000Z\n`);
  const noting = open();
  await noting.start();
  await noting.stop();
  assert.deepEqual(told[0], ['missing', 9]);
});

test('audit noting: where no note can be made, it is told, and nothing else happens', async (context) => {
  const { told, append, ...rest } = await openNoting(context);
  await append();
  const noting = createAuditNoting({
    db: rest.db,
    clock,
    notes: openAuditNotes('/nowhere/at/all'),
    onTurn: () => told.push('turn'),
    onMissing: () => told.push('missing'),
    onFailure: (error) => told.push((error as NodeJS.ErrnoException).code),
  });
  await noting.start();
  await noting.stop();
  assert.deepEqual(told, ['ENOENT', 'ENOENT']);
});

test('audit notes: a restore ends the force of those before it, and what is no note is passed over', async (context) => {
  const { file } = await openNoting(context);
  const note = (id: number): AuditNote => ({ id, hash: String(id).padEnd(43, 'h') });
  const notes = openAuditNotes(file);
  assert.deepEqual(await notes.read(), []);
  for (const id of [1, 20]) notes.add(note(id), clock.now());
  appendFileSync(file, '21:torn');
  appendFileSync(file, '\n\n# words\n-1:x 2\n');
  assert.deepEqual(await notes.read(), [note(1), note(20)]);
  notes.addRestored(note(5), clock.now());
  notes.add(note(6), clock.now());
  assert.deepEqual(await notes.read(), [note(5), note(6)]);
});
