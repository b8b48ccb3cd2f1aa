import assert from 'node:assert/strict';
import { createBlogClient } from './blog.ts';
import { signInAtDesktop } from './desktop.ts';
import { createManagementClient, signInAtConsole } from './management.ts';
import { assertCode, createMobileClient, newPhone } from './mobile.ts';
import { call, credentials, type TestPortico } from './portico.ts';
import { joinStaff } from './staff.ts';

const hourMs = 3_600_000;

/** Somebody at each door, with all that they hold, and what is under way. */
export async function liveIn(house: TestPortico) {
  const mobile = createMobileClient(house);
  const person = await mobile.join();
  const desktop = await signInAtDesktop(house, newPhone());
  const staff = await joinStaff(house);
  const blog = createBlogClient(house);
  await blog.register('bloggerin');
  const written = (await blog.login('bloggerin')).body.data;
  const owner = await signInAtConsole(house);
  const pushes = await owner.call('POST', '/pushes', {
    body: { title: '搬家', body: '在新居', to: 'everyone', sendAt: new Date(house.clock.now() + hourMs).toISOString() },
  });
  assert.equal(pushes.status, 201, JSON.stringify(pushes.body));
  const newcomer = newPhone();
  const code = await mobile.requestCode(newcomer);
  const captchaId = (await call(`${house.url}/captcha`, 'GET')).body.data.id;
  return { person, desktop, staff, written, owner, pushId: pushes.body.id, newcomer, code, captchaId };
}

/** What they hold is as good in another place as it was. */
export async function assertStillLivedIn(there: TestPortico, held: Awaited<ReturnType<typeof liveIn>>): Promise<void> {
  const mobile = createMobileClient(there);
  const info = await mobile.send('GET', '/personal/info', undefined, held.person.token);
  assert.equal(info.body.data.id, held.person.id);
  const refreshed = await mobile.send('POST', '/auth/refresh_token', { refresh_token: held.person.refreshToken });
  assertCode(refreshed, 0);
  const beat = await call(`${there.url}/api/heart/check`, 'POST', {}, held.desktop.headers);
  assert.equal(beat.body.data.id, held.desktop.account.id);
  const colleague = await call(`${there.url}/user/${held.staff.id}`, 'GET', undefined, held.staff.headers);
  assert.equal(colleague.body.status, true, JSON.stringify(colleague.body));
  const panel = await call(`${there.panelUrl}/openApi/count`, 'GET', undefined, {
    'api-token': credentials.panelToken,
  });
  assert.equal(panel.status, 200);
  const blog = createBlogClient(there);
  assert.ok(held.written);
  assert.equal((await blog.login('bloggerin')).status, 200);
  const owner = createManagementClient(there, held.owner.headers);
  const push = await owner.call('GET', `/pushes/${held.pushId}`);
  assert.equal(push.status, 200, 'the cookie of the console is as good as before');
  assert.equal(push.body.title, '搬家');
}
