import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sign } from '../support/blog.ts';
import type { DoorName } from '../support/doors.ts';
import { toQuery } from '../support/encodings.ts';
import { type Answer, call, startPortico } from '../support/portico.ts';
import { readBelongings } from './belongings.ts';
import { createCredentials } from './credentials.ts';
import { doorAccess } from './door-access.ts';

const at = await startPortico({ after });
const { core, database } = at.portico.house;
const { createPerson, openSession } = createCredentials(at);

/** Stands in everything that is the victim's alone. */
const mark = 'victims-alone';
const victim = await createPerson();
const victims = await giveBelongings();

async function giveBelongings() {
  const by = { actor: 'test', address: '203.0.113.9', mayChangeOperators: true };
  await core.accounts.changeProfile(victim.id, { displayName: mark, address: mark }, 'test', by.address);
  const manager = await createPerson('admin');
  const write = { content: mark, categoryId: null, contactPhone: mark };
  const [unanswered, answered] = [
    await core.feedback.submit(victim.id, write),
    await core.feedback.submit(victim.id, write),
  ];
  await core.feedback.reply({ feedbackId: answered.id, content: mark, managerId: manager.id });
  await core.devices.bind(victim.id, { clientId: `${mark}-phone`, clientType: 'ios' });
  const push = await core.pushes.create({ title: mark, body: mark, managerId: manager.id, to: [victim.id] });
  await core.pushes.create({ title: 'to all', body: '', managerId: manager.id, to: 'everyone' });
  const mobile = await openSession(victim, 'mobile');
  const blog = await openSession(victim, 'blog');
  return { unanswered, answered, push, mobile, blog };
}

/** What a client may write for somebody else’s id, wherever it may be read. */
const victimsNames = {
  ...{ id: victim.id, user_id: victim.id, account_id: victim.id, accountId: victim.id, uid: victim.id, sub: victim.id },
  ...{ openid: victim.openid, username: victim.handle, account: victim.handle, manager_id: victim.id },
};
const query = `?${toQuery(victimsNames)}`;

type Send = (method: string, path: string, fields?: Record<string, unknown>) => Promise<Answer>;

const says = (code: number) => (answer: Answer) => assert.equal(answer.body.code, code, JSON.stringify(answer.body));
const isSuccess = says(0);
const isMissing = says(10001);
const isNotAllowed = (answer: Answer) => assert.equal(answer.body.message, '权限不足，操作失败');

/** Of each route whose objects are the caller's: what somebody else tries there, and what is answered. */
const attempts: Record<Exclude<DoorName, 'panel'>, Record<string, (send: Send) => Promise<void>>> = {
  desktop: {
    async 'POST /api/heart/check'(send) {
      const { status, body } = await send('POST', `/api/heart/check${query}`, victimsNames);
      assert.deepEqual([status, body.data.id === victim.id], [201, false]);
    },
  },
  mobile: {
    async 'POST /api/auth/destroy_token'(send) {
      const { token, refresh, id } = victims.mobile;
      const named = { ...victimsNames, token, access_token: token, refresh_token: refresh, session: id, sid: id };
      isSuccess(await send('POST', `/api/auth/destroy_token${query}`, named));
    },
    async 'GET /api/personal/info'(send) {
      const answer = await send('GET', `/api/personal/info${query}`);
      isSuccess(answer);
      assert.notEqual(answer.body.data.id, victim.id);
    },
    async 'PUT /api/personal/info'(send) {
      const answer = await send('PUT', `/api/personal/info${query}`, { ...victimsNames, nickname: 'taken over' });
      isSuccess(answer);
      assert.equal(answer.body.data.nickname, 'taken over');
    },
    async 'POST /api/push/bind'(send) {
      isSuccess(
        await send('POST', `/api/push/bind${query}`, { ...victimsNames, client_id: 'mine', client_type: 'ios' }),
      );
    },
    async 'GET /api/push/switch/:client_id'(send) {
      isMissing(await send('GET', `/api/push/switch/${mark}-phone${query}`));
    },
    async 'PUT /api/push/switch/:client_id'(send) {
      isMissing(await send('PUT', `/api/push/switch/${mark}-phone${query}`, { ...victimsNames, switch: false }));
    },
    async 'GET /api/push/log'(send) {
      const answer = await send('GET', `/api/push/log${query}`);
      assert.equal(answer.body.data.total, 1, 'what everybody got');
    },
    async 'GET /api/push/log/:id'(send) {
      isMissing(await send('GET', `/api/push/log/${victims.push.id}${query}`));
    },
    async 'DELETE /api/push/log/delete'(send) {
      isSuccess(await send('DELETE', `/api/push/log/delete${query}`, victimsNames));
    },
    async 'GET /api/message/count'(send) {
      const count = async (ids: number[]) =>
        (await send('GET', `/api/message/count${query}&push_ids=${ids.join(',')}`)).body.data;
      const without = await count([]);
      assert.equal(without.feedback_count, 0);
      assert.deepEqual(await count([victims.push.id]), without, 'nor does naming it tell whether it is there');
    },
    async 'POST /api/feedback'(send) {
      isSuccess(await send('POST', `/api/feedback${query}`, { ...victimsNames, feedback_content: 'mine' }));
    },
    async 'GET /api/feedback'(send) {
      const answer = await send('GET', `/api/feedback${query}`);
      isSuccess(answer);
    },
    async 'DELETE /api/feedback/:id'(send) {
      isMissing(await send('DELETE', `/api/feedback/${victims.unanswered.id}${query}`, victimsNames));
    },
    async 'GET /api/feedback/reply/:feedback_id'(send) {
      isMissing(await send('GET', `/api/feedback/reply/${victims.answered.id}${query}`));
    },
  },
  staff: {
    async 'GET /user/:id'(send) {
      isNotAllowed(await send('GET', `/user/${victim.id}`));
    },
    async 'PUT /user/:id'(send) {
      isNotAllowed(await send('PUT', `/user/${victim.id}`, { name: '别人', position: '职位' }));
    },
    async 'PUT /audit/user/:id'(send) {
      isNotAllowed(await send('PUT', `/audit/user/${victim.id}`, {}));
    },
    async 'DELETE /user/:id'(send) {
      isNotAllowed(await send('DELETE', `/user/${victim.id}`, {}));
    },
  },
  blog: {
    async 'GET /admin/logout'(send) {
      const fields = { ...victimsNames, session: victims.blog.id, access_token: victims.blog.token };
      const { status } = await send('GET', `/admin/logout?${toQuery(sign(fields, at.clock.now()))}`);
      assert.equal(status, 200);
    },
  },
};

const headerOf = { desktop: 'authorization', mobile: 'authorization', staff: 'authorization', blog: 'access-token' };

for (const door of ['desktop', 'mobile', 'staff', 'blog'] as const) {
  test(`${door} *: every route whose objects are the caller’s is tried on somebody else’s`, () => {
    const own = Object.entries(doorAccess[door]).filter(([, [, objects]]) => objects === 'the caller’s');
    assert.deepEqual(Object.keys(attempts[door]).sort(), own.map(([route]) => route).sort());
    const named = Object.keys(doorAccess[door]).filter((route) => route.includes(':'));
    // What is read of the questions and answers is everybody's.
    assert.deepEqual(
      named.filter((route) => !(route in attempts[door])),
      door === 'mobile' ? ['GET /api/faq/:id'] : [],
    );
  });

  for (const [route, attempt] of Object.entries(attempts[door])) {
    test(`${door} ${route}: nothing of somebody else’s is read or changed`, async () => {
      const before = await readBelongings(database, victim.id);
      // Neither is an owner more than a user at the doors that know no levels.
      for (const role of door === 'staff' ? (['user'] as const) : (['user', 'owner'] as const)) {
        await attempt(await createSender(door, role));
      }
      assert.deepEqual(await readBelongings(database, victim.id), before);
    });
  }
}

/** Sends as somebody else of that role; no answer may hold what is the victim's. */
async function createSender(door: keyof typeof headerOf, role: 'user' | 'owner'): Promise<Send> {
  const { token } = await openSession(await createPerson(role), door);
  return async (method, path, fields) => {
    const answer = await call(at.url + path, method, fields, { [headerOf[door]]: token });
    assert.ok(!JSON.stringify(answer.body).includes(mark), `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer;
  };
}

test('mobile POST /api/push/bind: a client that is bound again brings nothing of who had it before', async () => {
  const [first, second] = [await createPerson(), await createPerson()];
  await core.devices.bind(first.id, { clientId: 'shared-tablet', clientType: 'android' });
  await core.devices.setEnabled(first.id, 'shared-tablet', false);
  const { token } = await openSession(second, 'mobile');
  const body = { client_id: 'shared-tablet', client_type: 'android' };
  const bound = await call(`${at.url}/api/push/bind`, 'POST', body, { authorization: `Token ${token}` });
  assert.equal(bound.body.data.switch, true, 'not the choice of who had it');
  const { token: firsts } = await openSession(first, 'mobile');
  const asked = await call(`${at.url}/api/push/switch/shared-tablet`, 'GET', undefined, {
    authorization: `Token ${firsts}`,
  });
  assert.equal(asked.body.code, 10001);
});
