import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { judge, loadOperations } from './support/documented-answers.ts';
import { askWrongly, useEveryOperation } from './support/every-operation.ts';
import { mutantsOf } from './support/mutants.ts';
import { startPortico } from './support/portico.ts';
import { takeAnswers } from './support/taken-answers.ts';
import { openByAddress } from './support/tested-database.ts';

/** What a member may be besides what it was, as the documents say: so no mistake that could be found. */
const alsoDocumented = [
  // A licence, a text of one's own, notes or a category that are there or not.
  'POST /api/user/verifyCode: data.breif text',
  'POST /api/user/verifyCode: data.license_number null',
  'POST /api/user/verifyCode: data.license_number text',
  'POST /api/user/verifyCode: data.effect_date null',
  'POST /api/user/verifyCode: data.expired_time null',
  'POST /api/heart/check: data.license.number null',
  'POST /api/heart/check: data.license.number text',
  'POST /api/heart/check: data.license.effect_date null',
  'POST /api/heart/check: data.license.expired_time null',
  'POST /api/upgrade/checkVersion: data.desc text',
  'POST /api/feedback: data.feedback_category_id null',
  // A fresh token comes in the last hour of the old one (D4).
  'POST /api/heart/check: data.token dropped',
  // A version is a number when it is all digits.
  'POST /api/upgrade/checkVersion: data.version text',
  // The document calls it optional.
  'POST /blogapi/reg: errors dropped',
  'GET /blogapi/service/captcha: errors dropped',
];

const operations = await loadOperations();
const taken = takeAnswers(operations);
const at = await startPortico({ after });
await useEveryOperation(at);
await askWrongly(at, operations);

test('real answers: each is what the document of its contract says, success or failure', () => {
  for (const { documented, answer, url } of taken) {
    const verdict = judge(documented, answer, url);
    assert.notEqual(verdict.kind, 'undocumented', `${documented.name} ${JSON.stringify(verdict)}`);
  }
});

test('real answers: every operation was seen to succeed and to fail', () => {
  for (const documented of operations) {
    const kinds = taken
      .filter((each) => each.documented === documented)
      .map(({ answer, url }) => judge(documented, answer, url).kind);
    assert.deepEqual([...new Set(kinds)].sort(), ['failure', 'success'], documented.name);
  }
});

test('real answers: what is documented to change nothing changes nothing when it is asked again', async () => {
  const reading = taken.filter(
    ({ documented, answer, url }) => documented.operation.reads && judge(documented, answer, url).kind === 'success',
  );
  const { house } = at.portico;
  // What goes on by itself is no answer's doing.
  const { core, jobs, webhookSchedule, pushSchedule, sweeper, nodes, termsFilling, auditNoting } = house;
  const { doorUses } = core;
  const schedules = [jobs, webhookSchedule, pushSchedule, sweeper, nodes, termsFilling, auditNoting, doorUses];
  await Promise.all(schedules.map((each) => each.stop()));
  const before = await readTables();
  const repeated = new Set<string>();
  for (const { documented, url, repeat } of reading) {
    if (judge(documented, await repeat(), url).kind === 'success') repeated.add(documented.name);
  }
  const names = operations.filter(({ operation }) => operation.reads).map(({ name }) => name);
  assert.deepEqual([...repeated].sort(), names.sort());
  assert.deepEqual(await findChanged(before), []);
  const writing = taken.find(({ documented }) => documented.name === 'POST /api/feedback');
  await writing?.repeat();
  assert.deepEqual(await findChanged(before), ['feedback']);
});

test('real answers: a member that is left out, null, of another type or unheard of is found, in every answer', () => {
  const survivors = new Set<string>();
  for (const { documented, answer, url } of taken) {
    if (typeof answer.body !== 'object') continue;
    for (const { what, value } of mutantsOf(answer.body)) {
      if (judge(documented, { ...answer, body: value }, url).kind !== 'undocumented') {
        survivors.add(`${documented.name}: ${what}`);
      }
    }
  }
  assert.deepEqual(survivors, new Set(alsoDocumented));
});

/** What is kept of any request: captchas that were asked for, budgets, and what operators see of the traffic. */
const traces = { tables: ['captchas', 'counters', 'limit_hits'], columns: ['last_seen_at', 'downloads'] };

/** The tables that hold something else by now. */
async function findChanged(before: ReadonlyMap<string, string>): Promise<string[]> {
  const now = await readTables();
  return [...now.keys()].filter((table) => before.get(table) !== now.get(table));
}

/** What every table holds, without traces. */
async function readTables(): Promise<Map<string, string>> {
  const db = openByAddress(at.address);
  try {
    const tables = (await db.introspection.getTables()).filter(({ name }) => !traces.tables.includes(name));
    const read = tables.map(async ({ name }) => {
      const rows = await db
        .selectFrom(name as 'accounts')
        .selectAll()
        .execute();
      const kept = rows.map((row) => JSON.stringify(row, (key, value) => (traces.columns.includes(key) ? 0 : value)));
      return [name, JSON.stringify(kept.sort())] as const;
    });
    return new Map(await Promise.all(read));
  } finally {
    await db.destroy();
  }
}
