import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { startPortico } from '../support/portico.ts';
import { isPostgresRun } from '../support/tested-database.ts';
import { createEntering, type PasswordDoor } from './entering.ts';
import { createHandover, importInto } from './former-back-end.ts';
import { type OldForm, oldForms } from './old-forms.ts';

/** Every form has as many people; what a database does with them is the same for all. */
const people = isPostgresRun ? 520 : 10_010;
const peoplePerForm = people / oldForms.length;
// A little more than hash at the same time, so that none of the cores waits.
const atOnce = 8;

const handover = createHandover({ after });
const at = await startPortico({ after });
const { database } = at.portico.house;
const enter = createEntering(at);

interface Person {
  handle: string;
  phone: string;
  password: string;
}

function person(form: number, n: number): Person {
  const id = form * 1_000 + n;
  return { handle: `user_${id}`, phone: String(13_512_300_000 + id), password: `Pw-${id}_${(id * 7919) % 997}` };
}

/** Somebody with a short password of few signs fits the rules of every door. */
async function importForm(form: OldForm, index: number): Promise<void> {
  const rows = Array.from({ length: peoplePerForm }, (_, n) => {
    const { handle, phone, password } = person(index, n);
    const { hash, salt = '' } = form.store(password, `s${index}x${n}`);
    return { id: `${index}-${n}`, handle, phone, hash, salt };
  });
  const mapping = handover.writeMapping(`
source = "form-${index}"
door = "staff"
[fields]
id = "id"
handle = "handle"
phone = "phone"
phone_verified = true
[password]
column = "hash"
salt = "salt"
format = ${JSON.stringify(form.format)}
${form.key === undefined ? '' : `key = ${JSON.stringify(form.key)}`}
`);
  const { counts, said } = await importInto(at, [handover.writeCsv(rows), '--mapping', mapping]);
  assert.equal(counts.created, peoplePerForm, `${form.format}: ${said.join('\n')}`);
}

/** Each with a door of their own among those that the form opens. */
const doorsOf = ({ opensByMd5 }: OldForm): PasswordDoor[] => [
  'mobile',
  'staff',
  ...(opensByMd5 ? (['blog'] as const) : []),
];

async function enterForTheFirstTime(form: OldForm, index: number, n: number): Promise<void> {
  const { handle, phone, password } = person(index, n);
  const doors = doorsOf(form);
  const door = doors[n % doors.length] as PasswordDoor;
  const nameAt = (at: PasswordDoor): string => (at === 'mobile' ? phone : handle);
  assert.equal(await enter(door, nameAt(door), `${password}x`), false, `${form.format} at ${door}: a wrong password`);
  assert.equal(await enter(door, nameAt(door), password), true, `${form.format} at ${door}: ${password}`);
  // Once it is ours, it opens wherever passwords do; one of many is enough to see that.
  if (n % 50 !== 0) return;
  for (const other of ['mobile', 'staff', 'blog'] as const) {
    assert.equal(await enter(other, nameAt(other), password), true, `${form.format}, then at ${other}`);
  }
}

async function inSmallGroups(count: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const n = next;
      next += 1;
      await work(n);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

describe(`first sign-in of ${people} people`, () => {
  for (const [index, form] of oldForms.entries()) {
    test(`${form.format}: everybody gets in with the former password and with no other, and has a verifier of ours then`, async () => {
      await importForm(form, index);
      await inSmallGroups(peoplePerForm, (n) => enterForTheFirstTime(form, index, n));
      const rows = await database
        .selectFrom('imported_accounts')
        .innerJoin('accounts', 'accounts.id', 'imported_accounts.account_id')
        .select('password_verifier')
        .where('source', '=', `form-${index}`)
        .execute();
      assert.equal(
        rows.filter(({ password_verifier: text }) => /^[0-9a-f]{8}\$argon2id\$/.test(text ?? '')).length,
        peoplePerForm,
      );
    });
  }

  test('none of the former passwords remains', async () => {
    const { former, sources } = await at.portico.house.core.imports.read();
    assert.deepEqual(former, { accounts: 0, doors: [] });
    assert.equal(
      sources.reduce((sum, { accounts }) => sum + accounts, 0),
      people,
    );
  });

  test('a form that is not of the password’s md5 stays closed to who sends only that, until somebody signed in elsewhere', async () => {
    const index = oldForms.length;
    const form = oldForms.find(({ opensByMd5 }) => !opensByMd5) as OldForm;
    const { hash } = form.store('Only-plain_1', '');
    const mapping = handover.writeMapping(`
source = "plain"
door = "mobile"
[fields]
handle = "handle"
phone = "phone"
[password]
column = "hash"
`);
    const file = handover.writeCsv([{ handle: 'plain_only', phone: String(13_512_300_000 + index * 1_000), hash }]);
    await importInto(at, [file, '--mapping', mapping]);
    assert.equal(await enter('blog', 'plain_only', 'Only-plain_1'), false);
    assert.equal(await enter('mobile', 'plain_only', 'Only-plain_1'), true);
    assert.equal(await enter('blog', 'plain_only', 'Only-plain_1'), true);
  });
});
