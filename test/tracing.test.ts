import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type ArrivedSpan, type OtlpCollector, startOtlpCollector } from './doubles/otlp.ts';
import { readOutbox } from './support/outbox.ts';
import { call, credentials } from './support/portico.ts';
import { runPortico, type ServeProcess, servePortico, temporaryDataDir } from './support/process.ts';
import { until } from './support/until.ts';
import { startReceiver } from './support/webhook-receiver.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const callersSpan = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${callersSpan}-01`;

const quick = { OTEL_BSP_SCHEDULE_DELAY: '50', PORTICO_OWNER_PASSWORD: credentials.ownerPassword };

async function serveTraced(context: TestContext, environment: Record<string, string> = {}) {
  const collector = await startOtlpCollector(context);
  const dataDir = temporaryDataDir(context);
  const server = await servePortico(context, dataDir, {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    PORTICO_TRUSTED_PROXIES: '127.0.0.1',
    ...quick,
    ...environment,
  });
  return { collector, server, outbox: () => readOutbox(join(dataDir, 'outbox.jsonl')) };
}

/** Waits until such a span has arrived. */
async function arrive(collector: OtlpCollector, is: (span: ArrivedSpan) => boolean): Promise<ArrivedSpan> {
  await until(() => collector.spans.some(is));
  const names = collector.spans.map(({ name }) => name).join(', ');
  return collector.spans.find(is) ?? assert.fail(`no such span among ${names}`);
}

/** All that arrived but ids and times, in whose digits a code stands now and then. */
const toldTo = (collector: OtlpCollector): string =>
  collector.text().replaceAll(/"(?:traceId|spanId|parentSpanId|\w*[tT]imeUnixNano)":"[\da-f]+"/g, '');

const ask = (
  { url }: ServeProcess,
  path: string,
  body: Record<string, unknown>,
  headers: Record<string, string> = {},
) => call(url + path, 'POST', body, headers);

test('traces: a request is a span below its caller’s, what it asked database and vendor below it, and nothing anybody sent is in them', async (context) => {
  const { collector, server, outbox } = await serveTraced(context, {
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer collector-credential',
    OTEL_SERVICE_NAME: 'accounts',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  });
  const phone = '13900000001';
  await ask(server, '/api/auth/send_code?hidden=query-secret', { account: phone }, { traceparent });
  const { code = '' } = outbox().at(-1) ?? {};
  const request = await arrive(collector, ({ name }) => name === 'POST /api/auth/send_code');
  assert.deepEqual([request.traceId, request.parentSpanId, request.kind], [traceId, callersSpan, 2]);
  assert.deepEqual(request.attributes, {
    'http.request.method': 'POST',
    'portico.contract': 'mobile',
    'http.route': '/api/auth/send_code',
    'http.response.status_code': 200,
  });
  const send = await arrive(collector, ({ name }) => name === 'send sms outbox');
  assert.deepEqual([send.traceId, send.parentSpanId, send.kind], [traceId, request.spanId, 3]);
  assert.deepEqual(send.attributes['portico.outcome'], ['sent']);
  const statement = await arrive(collector, ({ attributes }) => attributes['db.operation.name'] === 'insert');
  assert.deepEqual([statement.traceId, statement.parentSpanId], [traceId, request.spanId]);
  assert.match(statement.name, /^insert [a-z_]+$/);
  assert.ok(collector.spans.every(({ durationMs }) => durationMs < 60_000));
  assert.equal(collector.headers[0]?.authorization, 'Bearer collector-credential');
  assert.equal(collector.resources[0]?.['service.name'], 'accounts');
  assert.equal(collector.resources[0]?.['deployment.environment.name'], 'test');
  for (const secret of [phone, code, 'query-secret', credentials.ownerPassword])
    assert.ok(secret.length > 4 && !toldTo(collector).includes(secret), secret);
  assert.doesNotMatch(server.said(), /collector-credential/);
});

test('traces: what a request causes later is in its trace, and a failure of the server’s is marked', async (context) => {
  const { collector, server } = await serveTraced(context, { PORTICO_OUTBOUND: 'none' });
  await ask(server, '/api/auth/send_code', { account: '13900000002' }, { traceparent });
  const failed = await arrive(collector, ({ name }) => name === 'POST /api/auth/send_code');
  assert.deepEqual([failed.status, failed.attributes['error.type']], [2, 'sms.unavailable']);
  await ask(server, '/api/auth/access_token', { account: 'nobody', password: 'wrong-password' });
  const refused = await arrive(collector, ({ name }) => name === 'POST /api/auth/access_token');
  assert.deepEqual([refused.status, refused.attributes['error.type']], [0, 'account.unknown']);
});

test('traces: a job runs in the trace of the request that caused it, and what it asks is below it', async (context) => {
  const receiver = await startReceiver(context);
  const { collector, server } = await serveTraced(context);
  const owner = { account: 'owner', password: credentials.ownerPassword };
  const session = await call(`${server.url}/management/v1/session`, 'POST', {
    identifier: 'owner',
    password: owner.password,
  });
  const cookie = session.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
  const headers = { cookie, 'x-csrf-token': session.body.csrfToken };
  const hook = { url: receiver.url, events: ['session.opened'] };
  assert.equal((await ask(server, '/management/v1/webhooks', hook, headers)).status, 201);
  await ask(server, '/api/auth/access_token', owner, { traceparent });
  const request = await arrive(collector, ({ name }) => name === 'POST /api/auth/access_token');
  const job = await arrive(collector, ({ name }) => name === 'job webhook');
  assert.deepEqual([job.traceId, job.parentSpanId, job.kind], [traceId, request.spanId, 5]);
  assert.equal(job.attributes['portico.outcome'], 'done');
  const send = await arrive(collector, ({ name }) => name === 'send webhook endpoint');
  assert.deepEqual([send.parentSpanId, send.attributes['portico.outcome']], [job.spanId, ['delivered']]);
});

test('traces: a stranger decides neither which trace a request is in nor whether it is traced', async (context) => {
  const { collector, server } = await serveTraced(context, {
    PORTICO_TRUSTED_PROXIES: '',
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0',
  });
  await ask(server, '/api/auth/access_token', { account: 'nobody', password: 'x-password' }, { traceparent });
  server.child.kill('SIGTERM');
  await server.ended;
  assert.deepEqual(collector.spans, []);
});

/** Every script that a server has loaded, as V8 tells at its end. */
async function scriptsOf(context: TestContext, environment: Record<string, string>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portico-scripts-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const server = await servePortico(context, temporaryDataDir(context), {
    ...quick,
    ...environment,
    NODE_V8_COVERAGE: folder,
  });
  server.child.kill('SIGTERM');
  await server.ended;
  return readdirSync(folder).flatMap((name) => {
    const { result } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { result: Array<{ url: string }> };
    return result.map(({ url }) => url).filter((url) => url.includes('@opentelemetry'));
  });
}

test('traces: nothing of it is loaded unless an endpoint is named', async (context) => {
  const collector = await startOtlpCollector(context);
  assert.deepEqual(await scriptsOf(context, {}), []);
  const off = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SDK_DISABLED: 'true' };
  assert.deepEqual(await scriptsOf(context, off), []);
  assert.ok((await scriptsOf(context, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })).length > 10);
});

test('traces: a collector that takes nothing costs no request, and is told of once', async (context) => {
  const { collector, server } = await serveTraced(context, {
    OTEL_BSP_EXPORT_TIMEOUT: '200',
    OTEL_EXPORTER_OTLP_TIMEOUT: '100',
  });
  collector.status = 400;
  for (let n = 0; n < 20; n += 1) assert.equal((await call(`${server.url}/healthz`, 'GET')).status, 200);
  await until(() => server.said().includes('traces do not reach their collector'));
  for (let n = 0; n < 20; n += 1) assert.equal((await call(`${server.url}/healthz`, 'GET')).status, 200);
  server.child.kill('SIGTERM');
  assert.equal(await server.ended, 0);
  assert.equal(server.said().split('traces do not reach their collector').length, 2);
});

test('traces: settings that make no sense are told before anything begins', async () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' };
  const wrong = await runPortico(['config', 'check'], {
    ...endpoint,
    OTEL_TRACES_SAMPLER: 'sometimes',
    OTEL_TRACES_SAMPLER_ARG: '2',
  });
  assert.equal(wrong.status, 2);
  for (const name of ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_TRACES_SAMPLER ', 'OTEL_TRACES_SAMPLER_ARG'])
    assert.ok(
      wrong.said.some((line) => line.includes(name)),
      name,
    );
  const grpc = await runPortico(['config', 'check'], {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
  });
  assert.equal(grpc.status, 0);
  assert.ok(grpc.said.some((line) => /OTEL_EXPORTER_OTLP_PROTOCOL=grpc is not heeded/.test(line)));
});
