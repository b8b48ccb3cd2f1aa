import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { storedFiles, uploadBody } from '../support/desktop.ts';
import { mobileInfo, registerMobile, signInMobile } from '../support/mobile-and-desktop.ts';
import { call, type TestPortico } from '../support/portico.ts';
import { query } from '../support/postgres.ts';
import { scrape } from '../support/scrape.ts';
import { staffPassword } from '../support/staff.ts';
import { until } from '../support/until.ts';
import { startReceiver } from '../support/webhook-receiver.ts';
import { addressBudgets, type Guarantee, newPhone, type TwoNodes } from './two-nodes.ts';

/** Longer than either node waits before it looks again. */
const looksOfBothMs = 2_500;
const hourMs = 3_600_000;

/** What may happen once, or so many times, happens so often at both together. */
export function testOnceInAll(test: Guarantee, { first, second, together, owner, ownerElsewhere }: TwoNodes): void {
  const both = [first, second] as const;
  const managers = [owner, ownerElsewhere] as const;
  /** So many at once, turn by turn at each. */
  const atBoth = <T>(times: number, work: (node: TestPortico, index: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: times }, (_, index) => work(both[index % 2 ? 1 : 0], index)));

  /** Somebody with an app that pushes reach. */
  async function joinWithDevice(): Promise<{ id: number; clientId: string }> {
    const registered = await registerMobile(first, newPhone(), staffPassword);
    const { id } = (await mobileInfo(first, registered)) as { id: number };
    const clientId = `client-of-${id}`;
    const authorization = `Token ${registered.body.data.access_token}`;
    const bound = { client_id: clientId, client_type: 'ios' };
    assert.equal((await call(`${second.url}/api/push/bind`, 'POST', bound, { authorization })).body.code, 0);
    return { id, clientId };
  }
  const pushedTo = (clientId: string): string[] =>
    together
      .outbox()
      .filter(({ channel, to }) => channel === 'push' && to === clientId)
      .map(({ text = '' }) => text.split('\n')[0] as string);

  /** Until nobody has anything of that kind to do, nor will have when both have looked once more. */
  async function untilNothingIsLeft(kind: string): Promise<void> {
    await delay(looksOfBothMs);
    const isIdle = async (node: TestPortico) => (await scrape(node)).sum('portico_jobs', { kind }) === 0;
    await until(async () => (await isIdle(first)) && (await isIdle(second)));
  }
  const sumOfBoth = async (name: string, labels: Record<string, string>): Promise<number> =>
    (await Promise.all(both.map((node) => scrape(node)))).reduce((sum, seen) => sum + seen.sum(name, labels), 0);

  test('nodes: wrong passwords of one address are counted at both together, and so are its captchas', async () => {
    const stranger = { 'x-forwarded-for': '203.0.113.7' };
    const guess = async ({ url }: TestPortico): Promise<number> => {
      const body = { account: newPhone(), password: 'a wrong password' };
      return (await call(`${url}/api/auth/access_token`, 'POST', body, stranger)).body.code;
    };
    const guessed = [...(await atBoth(16, guess)), ...(await atBoth(16, guess))];
    assert.equal(guessed.filter((code) => code === 10006).length, addressBudgets.failures);
    assert.equal(guessed.filter((code) => code === 10000).length, guessed.length - addressBudgets.failures);
    const drawn = await atBoth(
      40,
      async ({ url }) => (await call(`${url}/captcha`, 'GET', undefined, stranger)).body.status,
    );
    assert.equal(drawn.filter(Boolean).length, addressBudgets.captchas);
    assert.equal(
      (await call(`${second.url}/captcha`, 'GET', undefined, { 'x-forwarded-for': '203.0.113.8' })).status,
      200,
    );
  });

  test('nodes: pushes whose time has come leave once, though both look; what is to leave at once is claimed by one', async () => {
    const { id, clientId } = await joinWithDevice();
    const create = (body: Record<string, unknown>, index: number) =>
      (managers[index % 2] as typeof owner).call('POST', '/pushes', { body: { body: 'text', to: [id], ...body } });
    const sendAt = new Date(Date.now() + hourMs).toISOString();
    const titles = Array.from({ length: 20 }, (_, index) => ({ later: `later ${index}`, now: `now ${index}` }));
    const answers = await Promise.all(
      titles.flatMap(({ later, now }, index) => [
        create({ title: later, sendAt }, index),
        create({ title: now }, index),
      ]),
    );
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201]);
    // Of all of them at one moment, when they are there, however long that took.
    await query(together.address, `update pushes set send_at = ${Date.now()} where send_at is not null`);
    const wanted = titles.flatMap(({ later, now }) => [later, now]).sort();
    await until(() => new Set(pushedTo(clientId)).size === wanted.length);
    await untilNothingIsLeft('push');
    assert.deepEqual(pushedTo(clientId).sort(), wanted);
  });

  test('nodes: of each event a system is told once, whichever node it happened at', async (t) => {
    const receiver = await startReceiver(t);
    // So slow that there is always more to do than both do at once, and both claim all the time.
    receiver.answer = async (response) => {
      await delay(400);
      response.end();
    };
    const endpoints = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        const body = { url: `${receiver.url}/${index}`, events: ['session.opened'] };
        const made = await owner.call('POST', '/webhooks', { body });
        assert.equal(made.status, 201, JSON.stringify(made.body));
        return made.body as { id: number; version: number };
      }),
    );
    const runs = () => sumOfBoth('portico_job_runs_total', { kind: 'webhook' });
    const runsBefore = await runs();
    const phone = newPhone();
    await registerMobile(first, phone, staffPassword);
    for (let round = 0; round < 10; round += 1) {
      const signedIn = await atBoth(2, (node) => signInMobile(node, phone, staffPassword));
      assert.deepEqual(
        signedIn.map(({ body: { code } }) => code),
        [0, 0],
      );
    }
    // Registering opened one, too.
    const sessions = 21;
    const deliveries = sessions * endpoints.length;
    await until(() => receiver.arrived.length >= deliveries);
    await untilNothingIsLeft('webhook');
    assert.equal(receiver.arrived.length, deliveries);
    const told = Map.groupBy(receiver.arrived, ({ body }) => JSON.parse(body).data.session.id);
    assert.deepEqual(
      [...told.values()].map(({ length }) => length),
      Array(sessions).fill(endpoints.length),
    );
    // A node counts what it did when it has heard that this is kept.
    await until(async () => (await runs()) - runsBefore >= deliveries);
    assert.equal((await runs()) - runsBefore, deliveries, 'each job is claimed by one');
    for (const { id, version } of endpoints) await owner.call('DELETE', `/webhooks/${id}`, { version });
  });

  test('nodes: of many uses of one mailed link at both at once, one sets the password', async () => {
    const email = 'forgetful@example.com';
    await registerMobile(first, email, staffPassword);
    await atBoth(2, ({ url }) => call(`${url}/account/forgot-password`, 'POST', new URLSearchParams({ email })));
    const mailed = () => together.outbox().filter(({ to, purpose }) => to === email && purpose === 'reset-password');
    await until(() => mailed().length > 0);
    await untilNothingIsLeft('email');
    assert.equal(mailed().length, 1, 'one mail a minute');
    const token = /token=(\w{43})/.exec(mailed()[0]?.text ?? '')?.[1] ?? assert.fail('a mail without a link');
    const passwordOf = (index: number): string => `correct horse ${index}`;
    const statuses = await atBoth(8, async ({ url }, index) => {
      const [password, again] = [passwordOf(index), passwordOf(index)];
      const form = new URLSearchParams({ token, password, again });
      return (await call(`${url}/account/reset-password`, 'POST', form)).status;
    });
    assert.deepEqual(statuses.toSorted(), [200, ...Array(7).fill(400)]);
    const winner = statuses.indexOf(200);
    for (const node of both) assert.equal((await signInMobile(node, email, passwordOf(winner))).body.code, 0);
    const loser = passwordOf(winner === 0 ? 1 : 0);
    for (const password of [loser, staffPassword]) {
      assert.equal((await signInMobile(second, email, password)).body.code, 10007);
    }
  });

  test('nodes: one release that is published at both at once is there once; of two with one version, one', async () => {
    const key = await owner.call('POST', '/api-keys', { body: { name: 'both', rights: ['releases:write'] } });
    const headers = { authorization: key.body.key as string };
    const upload = ({ url }: TestPortico, version: string, text: string) =>
      call(`${url}/api/upgrade/upload`, 'POST', uploadBody(version, text, `tool-${version}.zip`), headers);
    const before = storedFiles(together).length;

    const same = await atBoth(8, (node) => upload(node, '4.0', 'the same'));
    const paths = new Set(same.map(({ body }) => body.data?.path ?? JSON.stringify(body)));
    assert.equal(paths.size, 1, [...paths].join());
    const different = await atBoth(8, (node, index) => upload(node, '5.0', `by ${index}`));
    const won = different.map(({ status }) => status === 200);
    assert.equal(won.filter(Boolean).length, 1);
    assert.deepEqual(
      different.filter(({ status }) => status !== 200).map(({ status }) => status),
      Array(7).fill(400),
    );
    const { path } = different.find(({ status }) => status === 200)?.body.data ?? assert.fail();
    for (const { url } of both) assert.equal(await (await fetch(url + path)).text(), `by ${won.indexOf(true)}`);
    assert.equal(storedFiles(together).length, before + 2, 'nothing of the others is left');
    const versions = (await ownerElsewhere.call('GET', '/releases')).body.items.map(
      ({ version }: { version: string }) => version,
    );
    assert.deepEqual(
      versions.filter((version: string) => ['4.0', '5.0'].includes(version)),
      ['5.0', '4.0'],
    );
  });
}
