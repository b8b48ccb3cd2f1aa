import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createBlogClient } from './support/blog.ts';
import { signInAtConsole } from './support/management.ts';
import { registerMobile, signInDesktop, signInMobile } from './support/mobile-and-desktop.ts';
import { startPortico } from './support/portico.ts';
import { logInAsOwner, staffPassword } from './support/staff.ts';

const at = await startPortico({ after });
const audited = () => at.portico.house.database.selectFrom('audit_log').selectAll().orderBy('id').execute();

test('audit: every sign-in is there, of whichever door, with who and from where; one that is refused opens nothing', async () => {
  const [phone, blog] = ['13900000003', createBlogClient(at)];
  await registerMobile(at, phone, staffPassword);
  await signInMobile(at, phone, staffPassword);
  await signInDesktop(at, phone);
  await logInAsOwner(at);
  assert.equal((await blog.login(phone, staffPassword)).status, 200);
  await signInAtConsole(at);
  assert.equal((await blog.login(phone, 'not-the-password')).status, 401);
  const entries = await audited();
  // Who registers is signed in at once, which the entry of the new account tells.
  assert.equal(
    entries.filter(({ action, contract }) => action === 'account.created' && contract === 'mobile').length,
    1,
  );
  const opened = entries.filter(({ action }) => action === 'session.opened');
  assert.deepEqual(
    opened.map(({ contract }) => contract),
    ['mobile', 'desktop', 'staff', 'blog', 'console'],
  );
  for (const { actor, target, address } of opened) {
    assert.match(actor, /^account:\d+$/);
    assert.deepEqual([target, address], [actor, '127.0.0.1']);
  }
});
