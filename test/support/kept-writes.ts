import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { md5, sign } from './blog.ts';
import { askDoor, send } from './door-asking.ts';
import type { Ledger, MobileLedger, Written } from './door-load.ts';
import { signInAtConsole } from './management.ts';
import type { TestPortico } from './portico.ts';
import { runPortico } from './process.ts';
import type { StaffFields } from './staff.ts';
import { openByAddress } from './tested-database.ts';
import { until } from './until.ts';

const acknowledgedOf = <Value>(list: ReadonlyArray<Written<Value>>): Value[] =>
  list.filter(({ isAcknowledged }) => isAcknowledged).map(({ value }) => value);

async function eachOf<Item>(list: readonly Item[], check: (item: Item) => Promise<void>): Promise<void> {
  for (const item of list) await check(item);
}

/**
 * Fails unless everything that was acknowledged is there, once, asked through the doors; what was refused is there once or
 * not at all; and the database is consistent, its audit log and the files that its rows name included.
 */
export async function assertKept(at: TestPortico, ledger: Ledger): Promise<void> {
  await Promise.all([
    eachOf(ledger.mobile, (person) => assertMobileKept(at, person)),
    eachOf(ledger.desktop, (signedIn) => assertDesktopKept(at, signedIn)),
    eachOf(acknowledgedOf(ledger.staff), (fields) => assertStaffKept(at, fields)),
    eachOf(acknowledgedOf(ledger.blog), (account) => assertBlogKept(at, account)),
    assertPanelKept(at, ledger),
  ]);
  await assertOnce(at.address);
  await assertConsistent(at);
}

async function assertMobileKept({ url }: TestPortico, person: MobileLedger): Promise<void> {
  const { account, passwords, nicknames, feedback } = person;
  const works: boolean[] = [];
  let token = '';
  for (const { value: password } of passwords) {
    const body = { account, password };
    const answer = await send(url, { door: 'mobile', method: 'POST', path: '/api/auth/access_token', body });
    assert.ok([0, 10007].includes(answer.body.code), JSON.stringify(answer.body));
    works.push(answer.body.code === 0);
    if (answer.body.code === 0) token = answer.body.data.access_token;
  }
  const newest = passwords.findLastIndex(({ isAcknowledged }) => isAcknowledged);
  const mayStand = passwords.map((_, index) => passwords.map((_other, other) => other === index)).slice(newest);
  assert.ok(
    mayStand.some((expected) => String(expected) === String(works)),
    `${account}: which passwords work ${works}, of ${JSON.stringify(passwords)}`,
  );
  const headers = { authorization: `Token ${token}` };
  const info = await askDoor(url, { door: 'mobile', method: 'GET', path: '/api/personal/info', headers });
  assert.ok(
    nicknames.every(({ value, isAcknowledged }) => !isAcknowledged || info?.body.data.nickname === value),
    `${account}: ${JSON.stringify([nicknames, info?.body])}`,
  );
  const path = '/api/feedback?page_size=100';
  const listed = await askDoor(url, { door: 'mobile', method: 'GET', path, headers });
  const contents: string[] = listed?.body.data.data.map((row: { feedback_content: string }) => row.feedback_content);
  assertEachOnce(contents, feedback, account);
}

async function assertDesktopKept(
  at: TestPortico,
  { phone, token: authorization }: Ledger['desktop'][0],
): Promise<void> {
  const heart = { door: 'desktop', method: 'POST', path: '/api/heart/check', body: {} } as const;
  assert.ok(await askDoor(at.url, { ...heart, headers: { authorization } }), `${phone} is signed in`);
}

/** Who waits for the audit is told so where the password is right. */
async function assertStaffKept(at: TestPortico, { nickname, passwd }: StaffFields): Promise<void> {
  const captcha = await askDoor(at.url, { door: 'staff', method: 'GET', path: '/captcha' });
  const { id } = captcha?.body.data ?? assert.fail('no captcha is drawn');
  const body = { nickname, passwd, captcha_id: id, captcha_code: at.answerOf(id) };
  const answer = await send(at.url, { door: 'staff', method: 'POST', path: '/login', body });
  assert.equal(answer.body.message, '用户正在等待审核中', nickname);
}

async function assertBlogKept(at: TestPortico, { account, email }: Ledger['blog'][0]['value']): Promise<void> {
  const body = sign({ account, password: md5('111111') }, Date.now());
  assert.ok(await askDoor(at.url, { door: 'blog', method: 'POST', path: '/blogapi/login', body }), account);
  // Mailed by a job, which was kept with the account.
  const isMailed = (): boolean => at.outbox().some(({ channel, to }) => channel === 'email' && to === email);
  await until(isMailed);
  assert.ok(isMailed(), `${email} is mailed a link`);
}

async function assertPanelKept(at: TestPortico, { panel }: Ledger): Promise<void> {
  const { headers } = await signInAtConsole(at);
  const found: Array<{ pin: string; remark: string }> = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path: string = `/management/v1/vault?limit=100${cursor && `&cursor=${cursor}`}`;
    const page = await askDoor(at.url, { door: 'management', method: 'GET', path, headers });
    assert.ok(page, 'the vault is listed');
    found.push(...page.body.items);
    cursor = page.body.next;
  }
  const described = ({ pin, remark }: { pin: string; remark: string }): string => `${pin} ${remark}`;
  const written = panel.map((each) => ({ ...each, value: described(each.value) }));
  const pins = new Set(panel.map(({ value }) => value.pin));
  assertEachOnce(found.filter(({ pin }) => pins.has(pin)).map(described), written, 'panel');
}

function assertEachOnce(found: readonly string[], written: ReadonlyArray<Written<string>>, about: string): void {
  const known = new Set(written.map(({ value }) => value));
  assert.deepEqual([...new Set(found)], found, `${about}: nothing is there twice`);
  assert.deepEqual(
    found.filter((value) => !known.has(value)),
    [],
    `${about}: nothing is there that nobody wrote`,
  );
  assert.deepEqual(
    acknowledgedOf(written).filter((value) => !found.includes(value)),
    [],
    `${about}: nothing that was acknowledged is lost`,
  );
}

/** By the audit log, in which each write that happened is an entry of its own transaction. */
async function assertOnce(address: string): Promise<void> {
  const db = openByAddress(address);
  try {
    const { rows } = await sql`
      select target, action, count(*) as times from audit_log
        where action in ('account.created', 'account.password-chosen', 'vault.created')
        group by target, action having count(*) <> 1
      union all
      select 'account:' || id, 'is not in the audit log', 0 from accounts
        where 'account:' || id not in (select target from audit_log where action = 'account.created')`.execute(db);
    assert.deepEqual(rows, []);
  } finally {
    await db.destroy();
  }
}

/** As an operator finds out, by `database verify`. */
export async function assertConsistent({ environment }: TestPortico): Promise<void> {
  const verified = await runPortico(['database', 'verify', '--deep'], environment as Record<string, string>);
  assert.equal(verified.status, 0, verified.stdout + verified.stderr);
  assert.match(verified.stdout, /^audit log: whole, \d+ entries/m);
}
