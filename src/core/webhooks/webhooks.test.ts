import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { startPortico, type TestPortico } from '../../../test/support/portico.ts';
import { transact } from '../../db/database.ts';
import type { WebhookEvent } from './events.ts';

interface Arrived {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A receiver on this machine; `answer` says what it answers to each request. */
async function startReceiver(context: TestContext) {
  const arrived: Arrived[] = [];
  const receiver = { arrived, url: '', answer: (response: ServerResponse): unknown => response.end('thank you') };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      arrived.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      receiver.answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=of-the-url`;
  return receiver;
}

const by = { actor: 'account:1' };

async function start(context: TestContext, events: WebhookEvent[] = ['account.created']) {
  const receiver = await startReceiver(context);
  const at = await startPortico(context);
  const { core, jobs } = at.portico.house;
  const endpoint = await core.webhooks.endpoints.create({ url: receiver.url, description: 'tests', events }, by);
  const deliveries = () => core.webhooks.deliveries.list({ endpointId: endpoint.id, most: 100 });
  return { at, core, jobs, receiver, endpoint, deliveries };
}

function createAccount({ portico }: TestPortico, handle: string) {
  const { core, database } = portico.house;
  return transact(database, (tx) => core.accounts.create(tx, { origin: 'console', handle }));
}

test('webhooks: an event is delivered, signed as the standard’s own library verifies, and logged', async (context) => {
  const { at, core, jobs, receiver, endpoint, deliveries } = await start(context);
  const account = await createAccount(at, 'zhang-san');
  await jobs.runDue();
  const [request] = receiver.arrived;
  assert.ok(request);
  const told = new Webhook(endpoint.secret).verify(request.body, request.headers as Record<string, string>);
  assert.deepEqual((told as { data: unknown }).data, {
    account: {
      id: account.id,
      name: 'zhang-san',
      handle: 'zhang-san',
      origin: 'console',
      role: 'user',
      status: 'active',
    },
  });
  assert.throws(() =>
    new Webhook(endpoint.secret).verify(`${request.body} `, request.headers as Record<string, string>),
  );
  const [delivery] = await deliveries();
  assert.deepEqual([delivery?.state, delivery?.event, delivery?.attempts], ['delivered', 'account.created', 1]);
  const { tries, body } = await core.webhooks.deliveries.get(delivery?.id ?? 0);
  assert.deepEqual([tries[0]?.status, tries[0]?.failure, tries[0]?.answer], [200, null, 'thank you']);
  assert.equal(body, request.body);
  assert.equal(request.headers['webhook-id'], delivery?.message_id);
});
