import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** One span as it arrived: times in milliseconds, attributes as plain values. */
export interface ArrivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  /** 2: server, 3: client, 5: consumer. */
  kind: number;
  durationMs: number;
  /** 2: error. */
  status: number;
  attributes: Record<string, unknown>;
}

/** A collector of traces that takes OTLP as JSON over HTTP, and refuses what is none. */
export interface OtlpCollector {
  url: string;
  spans: ArrivedSpan[];
  resources: Array<Record<string, unknown>>;
  headers: IncomingHttpHeaders[];
  /** Everything that arrived, as it came. */
  text(): string;
  /** What it answers from now on; 200 unless told. */
  status: number;
}

interface AnyValue {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: string | number;
  doubleValue?: number;
  arrayValue?: { values?: AnyValue[] };
}
type KeyValue = { key: string; value: AnyValue };
interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes?: KeyValue[];
  status?: { code?: number };
}
interface Export {
  resourceSpans: Array<{ resource: { attributes: KeyValue[] }; scopeSpans: Array<{ spans: Span[] }> }>;
}

/** Listens on this machine; ends with the test. */
export async function startOtlpCollector(context: {
  after(ending: () => Promise<void>): void;
}): Promise<OtlpCollector> {
  const bodies: string[] = [];
  const collector: OtlpCollector = {
    url: '',
    spans: [],
    resources: [],
    headers: [],
    status: 200,
    text: () => bodies.join('\n'),
  };
  const server = createServer(async (request, response) => {
    const bytes = Buffer.concat(await request.toArray());
    const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
    if (
      request.method !== 'POST' ||
      request.url !== '/v1/traces' ||
      request.headers['content-type'] !== 'application/json'
    ) {
      response.writeHead(400).end();
      return;
    }
    bodies.push(text);
    collector.headers.push(request.headers);
    if (collector.status === 200) take(collector, JSON.parse(text) as Export);
    response.writeHead(collector.status, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  collector.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return collector;
}

function take(collector: OtlpCollector, { resourceSpans }: Export): void {
  for (const { resource, scopeSpans } of resourceSpans) {
    collector.resources.push(readAttributes(resource.attributes));
    for (const { spans } of scopeSpans) collector.spans.push(...spans.map(readSpan));
  }
}

function readSpan({ traceId, spanId, parentSpanId = '', name, kind, ...span }: Span): ArrivedSpan {
  assert.match(traceId, /^[\da-f]{32}$/);
  assert.match(spanId, /^[\da-f]{16}$/);
  const [from, to] = [BigInt(span.startTimeUnixNano), BigInt(span.endTimeUnixNano)];
  assert.ok(to >= from, `${name} ends before it begins`);
  assert.ok(Math.abs(Number(to / 1_000_000n) - Date.now()) < 600_000, `${name} did not happen now`);
  const durationMs = Number(to - from) / 1e6;
  const attributes = readAttributes(span.attributes ?? []);
  return { traceId, spanId, parentSpanId, name, kind, durationMs, status: span.status?.code ?? 0, attributes };
}

function readAttributes(pairs: readonly KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, readValue(value)]));
}

function readValue({ stringValue, boolValue, intValue, doubleValue, arrayValue }: AnyValue): unknown {
  if (arrayValue) return (arrayValue.values ?? []).map(readValue);
  return stringValue ?? boolValue ?? doubleValue ?? Number(intValue);
}
