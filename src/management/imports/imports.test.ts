import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createHandover, importInto } from '../../../test/moving-in/former-back-end.ts';
import { md5 } from '../../../test/support/blog.ts';
import { signInAtConsole } from '../../../test/support/management.ts';
import { startPortico } from '../../../test/support/portico.ts';

const handover = createHandover({ after });
const at = await startPortico({ after });
const owner = await signInAtConsole(at);

test('imports: nothing in a directory that began empty', async () => {
  const { status, body } = await owner.call('GET', '/imports');
  assert.equal(status, 200);
  assert.deepEqual(body, { items: [], formerPasswords: { accounts: 0, doors: [] } });
});

test('imports: each former back end is told, and how many of the former passwords remain', async () => {
  const mappingOf = (source: string, door: string): string =>
    handover.writeMapping(`
source = "${source}"
door = "${door}"
[fields]
id = "id"
handle = "name"
phone = "phone"
phone_verified = true
[password]
column = "hash"
format = "md5(password)"
`);
  const rows = [1, 2, 3].map((id) => ({
    id: String(id),
    name: `moved_${id}`,
    phone: String(13_527_463_000 + id),
    hash: md5(`secret-${id}`),
  }));
  await importInto(at, [handover.writeCsv(rows), '--mapping', mappingOf('app', 'mobile')]);
  await importInto(at, [handover.writeCsv(rows.slice(0, 2)), '--mapping', mappingOf('staff', 'staff')]);
  const { accounts } = at.portico.house.core;
  const third = await accounts.findBy({ kind: 'handle', handleKey: 'moved_3' });
  await accounts.remove(third?.id ?? 0, 'cli');
  const { body } = await owner.call('GET', '/imports');
  assert.deepEqual(
    body.items.map((each: Record<string, unknown>) => [each.source, each.accounts, each.deleted]),
    [
      ['app', 3, 1],
      ['staff', 2, 0],
    ],
  );
  assert.match(body.items[0].firstAt, /^\d{4}-\d\d-\d\dT/);
  assert.deepEqual(body.formerPasswords, { accounts: 2, doors: [{ contract: 'staff', count: 2 }] });
});
