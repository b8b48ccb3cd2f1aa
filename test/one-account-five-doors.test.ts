import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { type BlogClient, createBlogClient } from './support/blog.ts';
import {
  desktopHeartbeat,
  mobileInfo,
  registerMobile,
  signInDesktop,
  signInMobile,
} from './support/mobile-and-desktop.ts';
import { type Answer, call, startPortico, type TestPortico } from './support/portico.ts';
import { bearer, idOf, logIn, logInAsOwner, newStaffFields, signUpForm, staffPassword } from './support/staff.ts';

let server: TestPortico;
let blog: BlogClient;
let owner: { authorization: string };
let stop: () => Promise<void>;
let people = 0;

before(async () => {
  const endings: Array<() => Promise<void>> = [];
  server = await startPortico({ after: (ending) => endings.push(ending) });
  stop = async () => {
    for (const ending of endings) await ending();
  };
  blog = createBlogClient(server);
  owner = await logInAsOwner(server);
});
after(() => stop());

const newPhone = (): string => {
  people += 1;
  return String(13_927_461_000 + people);
};

const audit = (id: number): Promise<Answer> => call(`${server.url}/audit/user/${id}`, 'PUT', {}, owner);
const details = async (id: number) => (await call(`${server.url}/user/${id}`, 'GET', undefined, owner)).body.data;
const directoryRow = async (id: number) =>
  (await call(`${server.url}/list/user`, 'GET', undefined, owner)).body.data.data.find(
    (row: { id: number }) => row.id === id,
  );
const setHandle = async (id: number, handle: string) =>
  assert.equal((await call(`${server.url}/user/${id}`, 'PUT', { nickname: handle }, owner)).body.status, true);
const signUpStaff = async (changes = {}) => {
  const fields = newStaffFields(changes);
  assert.equal((await call(`${server.url}/signUp`, 'PUT', signUpForm(fields))).body.status, true);
  return { fields, id: await idOf(server, fields.nickname) };
};

suite('made at the mobile door', () => {
  test('mobile → desktop: the same account by its phone, with the same openid', async () => {
    const phone = newPhone();
    const info = await mobileInfo(server, await registerMobile(server, phone, 'secret-1'));
    const beat = await desktopHeartbeat(server, await signInDesktop(server, phone));
    assert.deepEqual([beat.id, beat.openid, beat.mobile], [info.id, info.openid, phone]);
  });

  test('mobile → blog: by phone and by e-mail, with the md5 of the same password', async () => {
    const phone = newPhone();
    const info = await mobileInfo(server, await registerMobile(server, phone, 'secret-1'));
    const answer = await blog.login(phone, 'secret-1');
    assert.equal(answer.status, 200);
    const email = `mobile${people}@example.com`;
    const other = await mobileInfo(server, await registerMobile(server, email, 'secret-2'));
    assert.notEqual(other.id, info.id);
    const byEmail = await blog.login(email, 'secret-2');
    assert.equal(byEmail.status, 200);
    assert.equal(byEmail.body.data.emailVerified, true);
  });

  test('mobile → staff: waits for the staff door’s own audit, which leaves the mobile door alone', async () => {
    const phone = newPhone();
    const signedIn = await registerMobile(server, phone, staffPassword);
    const { id } = (await mobileInfo(server, signedIn)) as { id: number };
    await setHandle(id, `手机用户_${people}`);
    assert.equal((await directoryRow(id)).account_status, '待审核');
    const waiting = await logIn(server, `手机用户_${people}`);
    assert.equal(waiting.body.status, false);
    assert.match(waiting.body.message, /等待审核/);
    assert.equal((await mobileInfo(server, signedIn)).id, id);
    assert.equal((await audit(id)).body.status, true);
    assert.equal((await logIn(server, `手机用户_${people}`)).body.data.id, id);
  });
});

suite('made at the staff door', () => {
  test('staff → every other door: no token anywhere until the audit, then the same account everywhere', async () => {
    const phone = newPhone();
    const { fields, id } = await signUpStaff({ phone });
    assert.equal((await logIn(server, fields.nickname)).body.status, false);
    assert.equal((await signInMobile(server, phone, staffPassword)).body.code, 10003);
    assert.equal((await signInMobile(server, fields.nickname, staffPassword)).body.code, 10003);
    assert.equal((await blog.login(fields.email, staffPassword)).status, 403);
    assert.equal((await audit(id)).body.status, true);
    assert.equal((await logIn(server, fields.nickname)).body.data.id, id);
    for (const account of [phone, fields.email, fields.nickname]) {
      const info = await mobileInfo(server, await signInMobile(server, account, staffPassword));
      assert.equal(info.id, id, account);
      assert.equal((await blog.login(account, staffPassword)).status, 200, account);
    }
    assert.equal((await desktopHeartbeat(server, await signInDesktop(server, phone))).id, id);
  });

  test('staff → desktop: before the audit a code on the typed-in phone opens a new account, and the phone leaves', async () => {
    const phone = newPhone();
    const { fields, id } = await signUpStaff({ phone });
    const beat = await desktopHeartbeat(server, await signInDesktop(server, phone));
    assert.notEqual(beat.id, id);
    assert.equal((await details(id)).phone, '');
    assert.equal((await audit(id)).body.status, true);
    assert.equal((await logIn(server, fields.nickname)).body.status, true);
    assert.equal((await signInMobile(server, phone, staffPassword)).body.code, 10007, 'the phone is another’s now');
  });

  test('staff → mobile: somebody who proves the typed-in e-mail takes it', async () => {
    const { fields, id } = await signUpStaff();
    const taken = await registerMobile(server, fields.email, 'secret-3');
    assert.equal(taken.body.code, 0);
    assert.notEqual((await mobileInfo(server, taken)).id, id);
    assert.equal((await details(id)).email, '');
  });

  test('staff → mobile: after the audit the phone is proved, so that nobody else can register it', async () => {
    const phone = newPhone();
    const { id } = await signUpStaff({ phone });
    await audit(id);
    assert.equal((await registerMobile(server, phone, 'secret-3')).body.code, 10009);
  });
});

suite('made at the blog’s door', () => {
  test('blog → mobile: by handle and by its own unproved e-mail', async () => {
    people += 1;
    const account = `writer${people}`;
    assert.equal((await blog.register(account)).status, 200);
    const byHandle = await mobileInfo(server, await signInMobile(server, account, '111111'));
    const byEmail = await mobileInfo(server, await signInMobile(server, `${account}@example.com`, '111111'));
    assert.equal(byHandle.id, byEmail.id);
    assert.equal(byHandle.username, account);
    assert.match(String(byHandle.nickname), /^新用户-/);
  });

  test('blog → staff: waits for the staff door’s own audit; the blog stays open', async () => {
    people += 1;
    const account = `writer${people}`;
    await blog.register(account);
    const id = await idOf(server, account);
    assert.equal((await logIn(server, account, '111111')).body.status, false);
    assert.equal((await blog.login(account)).status, 200);
    await audit(id);
    assert.equal((await logIn(server, account, '111111')).body.data.id, id);
  });

  test('blog → staff: the audit proves the e-mail, which nobody else can register from then on', async () => {
    people += 1;
    const account = `writer${people}`;
    await blog.register(account);
    await audit(await idOf(server, account));
    assert.equal((await registerMobile(server, `${account}@example.com`, 'secret-4')).body.code, 10009);
    assert.equal((await blog.login(account)).body.data.status, 'normal');
  });

  test('blog → mobile: somebody who proves the typed-in e-mail takes it, and the mailed link opens nothing afterwards', async () => {
    people += 1;
    const account = `writer${people}`;
    await blog.register(account);
    const link = server
      .outbox()
      .findLast((line) => line.to === `${account}@example.com`)
      ?.text?.match(/https?:\S+/)?.[0];
    const taken = await registerMobile(server, `${account}@example.com`, 'secret-4');
    assert.equal(taken.body.code, 0);
    const id = await idOf(server, account);
    assert.notEqual((await mobileInfo(server, taken)).id, id);
    const path = new URL(link as string);
    assert.equal((await call(server.url + path.pathname + path.search, 'GET')).status, 400);
    assert.equal((await blog.login(account)).body.data.emailVerified, false);
    assert.equal((await blog.login(`${account}@example.com`, 'secret-4')).status, 200);
  });

  test('blog → desktop: has no phone, and so no way in; a code makes another account', async () => {
    people += 1;
    const account = `writer${people}`;
    await blog.register(account);
    const beat = await desktopHeartbeat(server, await signInDesktop(server, newPhone()));
    assert.notEqual(beat.id, await idOf(server, account));
  });

  test('blog: a proved e-mail cannot be typed in by another account', async () => {
    people += 1;
    const email = `proved${people}@example.com`;
    await registerMobile(server, email, 'secret-5');
    assert.equal((await blog.register(`writer${people}`, { email })).status, 400);
  });
});

suite('made at the desktop’s door', () => {
  test('desktop → the others: has no password, so no password opens it anywhere', async () => {
    const phone = newPhone();
    await signInDesktop(server, phone);
    assert.equal((await signInMobile(server, phone, '')).body.code, 10005);
    assert.equal((await signInMobile(server, phone, 'anything')).body.code, 10007);
    assert.equal((await blog.login(phone, 'anything')).status, 401);
  });

  test('desktop → mobile: the proved phone cannot be registered again', async () => {
    const phone = newPhone();
    await signInDesktop(server, phone);
    server.clock.advance(61_000);
    assert.equal((await registerMobile(server, phone, 'secret-6')).body.code, 10009);
  });

  test('desktop → staff: shows in the directory as waiting', async () => {
    const phone = newPhone();
    const beat = await desktopHeartbeat(server, await signInDesktop(server, phone));
    const row = await directoryRow(beat.id as number);
    assert.equal(row.account_status, '待审核');
    assert.equal(row.phone, phone);
  });
});

suite('at every door', () => {
  test('a frozen account gets no token anywhere, and its tokens die on the next request', async () => {
    const phone = newPhone();
    const { fields, id } = await signUpStaff({ phone });
    await audit(id);
    const staff = bearer(await logIn(server, fields.nickname));
    const mobile = await signInMobile(server, phone, staffPassword);
    const desktop = await signInDesktop(server, phone);
    const web = await blog.login(fields.nickname, staffPassword);
    await server.portico.house.core.accounts.setStatus(id, 'frozen', 'test');
    assert.equal((await call(`${server.url}/user/${id}`, 'GET', undefined, staff)).body.status, false);
    const token = { authorization: `Token ${mobile.body.data.access_token}` };
    assert.equal((await call(`${server.url}/api/personal/info`, 'GET', undefined, token)).body.code, 10004);
    const beat = { authorization: desktop.body.data.token };
    assert.equal((await call(`${server.url}/api/heart/check`, 'POST', {}, beat)).status, 401);
    assert.equal((await blog.get('/admin/logout', {}, { 'access-token': web.body.data.token })).status, 401);
    assert.equal((await logIn(server, fields.nickname)).body.status, false);
    assert.equal((await signInMobile(server, phone, staffPassword)).body.code, 10003);
    assert.equal((await blog.login(fields.nickname, staffPassword)).status, 403);
    assert.equal((await signInDesktop(server, phone)).status, 403);
  });

  test('a token serves only the door that issued it', async () => {
    const phone = newPhone();
    const { fields, id } = await signUpStaff({ phone });
    await audit(id);
    const tokens = {
      staff: (await logIn(server, fields.nickname)).body.data.token as string,
      mobile: (await signInMobile(server, phone, staffPassword)).body.data.access_token as string,
      desktop: ((await signInDesktop(server, phone)).body.data.token as string).replace('Bearer ', ''),
      blog: (await blog.login(fields.nickname, staffPassword)).body.data.token as string,
    };
    const opens: Record<keyof typeof tokens, (token: string) => Promise<boolean>> = {
      staff: async (token) =>
        (await call(`${server.url}/user/${id}`, 'GET', undefined, { authorization: token })).body.status,
      mobile: async (token) =>
        (await call(`${server.url}/api/personal/info`, 'GET', undefined, { authorization: token })).body.code === 0,
      desktop: async (token) =>
        (await call(`${server.url}/api/heart/check`, 'POST', {}, { authorization: token })).status === 201,
      blog: async (token) => (await blog.get('/admin/logout', {}, { 'access-token': token })).status === 200,
    };
    for (const door of Object.keys(opens) as Array<keyof typeof tokens>) {
      for (const issuer of Object.keys(tokens) as Array<keyof typeof tokens>) {
        if (door !== issuer) assert.equal(await opens[door](tokens[issuer]), false, `${issuer} at ${door}`);
      }
      assert.equal(await opens[door](tokens[door]), true, door);
    }
  });

  test('handles are one namespace: another case or width of a taken one is taken', async () => {
    people += 1;
    await blog.register(`Taken${people}`);
    const fields = newStaffFields({ nickname: `tAKEN${people}` });
    assert.equal((await call(`${server.url}/signUp`, 'PUT', signUpForm(fields))).body.status, false);
    assert.equal((await blog.register(`TAKEN${people}`)).body.msg, '已经存在的用户名');
  });

  test('one profile: what one door changes, the others show', async () => {
    const phone = newPhone();
    const { fields, id } = await signUpStaff({ phone });
    await audit(id);
    const mobile = await signInMobile(server, phone, staffPassword);
    const authorization = `Token ${mobile.body.data.access_token}`;
    await call(`${server.url}/api/personal/info`, 'PUT', { nickname: '小灰' }, { authorization });
    assert.equal((await blog.login(fields.nickname, staffPassword)).body.data.nick, '小灰');
    const desktop = await signInDesktop(server, phone);
    assert.equal(desktop.body.data.name, '小灰');
    assert.match(desktop.body.data.imgsrc, /^http:\/\/127\.0\.0\.1:\d+\/avatars\//);
    const picture = await fetch(desktop.body.data.imgsrc);
    assert.equal(picture.status, 200);
    assert.equal(picture.headers.get('x-content-type-options'), 'nosniff');
  });

  test('an owner proves a phone of his own by the audit, and may then publish from the desktop', async () => {
    const [phone, id] = [newPhone(), await idOf(server, 'owner')];
    await call(`${server.url}/user/${id}`, 'PUT', { phone }, owner);
    await audit(id);
    const desktop = await signInDesktop(server, phone);
    assert.equal((await desktopHeartbeat(server, desktop)).id, id);
    const form = new FormData();
    form.set('version', '1113');
    form.set('file', new Blob(['x']), '.production');
    const authorization = desktop.body.data.token;
    const published = await call(`${server.url}/api/upgrade/upload`, 'POST', form, { authorization });
    assert.equal(published.body.data.path, '/dist/-1113.production');
  });

  test('a phone that waits for its proof leaves the account when somebody else proves it', async () => {
    const [first, second] = [newPhone(), newPhone()];
    const { id } = await signUpStaff({ phone: first });
    await audit(id);
    await call(`${server.url}/user/${id}`, 'PUT', { phone: second }, owner);
    await registerMobile(server, second, 'secret-7');
    assert.equal((await details(id)).phone, first);
    assert.equal((await audit(id)).body.status, true);
    assert.equal((await signInMobile(server, second, 'secret-7')).body.code, 0);
  });

  test('a proved phone stays until the new one is proved; the audit proves it', async () => {
    const [first, second] = [newPhone(), newPhone()];
    const { id } = await signUpStaff({ phone: first });
    await audit(id);
    await call(`${server.url}/user/${id}`, 'PUT', { phone: Number(second) }, owner);
    assert.equal((await details(id)).phone, second);
    assert.equal((await signInMobile(server, first, staffPassword)).body.code, 0);
    assert.equal((await signInMobile(server, second, staffPassword)).body.code, 10006);
    await audit(id);
    assert.equal((await signInMobile(server, second, staffPassword)).body.code, 0);
    assert.equal((await signInMobile(server, first, staffPassword)).body.code, 10006);
  });
});
