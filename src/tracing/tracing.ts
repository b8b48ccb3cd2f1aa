import { type Attributes, context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { LogEvent } from 'kysely';
import type { TracingConfig } from '../config/tracing.ts';
import type { JobWatch } from '../core/jobs/runner.ts';
import { currentOrigin, type Origin, type TraceLink } from '../core/origin.ts';
import type { ObserveSend } from '../core/ports.ts';
import { type Exchange, gone, type RequestWatch } from '../http/exchange.ts';
import { openTraceProvider } from './provider.ts';
import { nameOfStatement } from './statement-name.ts';
import { readTraceparent } from './traceparent.ts';

/** Tells a collector what was done for whom, and how long it took. No attribute holds what anybody sent. */
export interface Tracing {
  requests: RequestWatch;
  jobs: JobWatch;
  sends: ObserveSend;
  /** What the database was asked for somebody's sake: what it is about, never its text or its values. */
  statements(event: LogEvent): void;
  close(): Promise<void>;
}

interface Deps {
  version: string;
  onFailure(error: unknown): void;
}

/** What is being done at this moment, where it is traced. */
function sampledLink(): TraceLink | undefined {
  const link = currentOrigin()?.trace;
  return link && isSampled(link) ? link : undefined;
}

/** Opens the way to the collector that OpenTelemetry's variables name. */
export function openTracing(config: TracingConfig, deps: Deps): Tracing {
  const { tracer, close } = openTraceProvider(config, deps);
  const spansOf = new WeakMap<object, Span>();

  /** What has ended already, under what is being done at this moment; nothing for what nobody traces. */
  function tellEnded(name: string, startTime: number, attributes: Attributes): Span | undefined {
    const link = sampledLink();
    return link && tracer.startSpan(name, { kind: SpanKind.CLIENT, startTime, attributes }, within(link));
  }

  return {
    requests: createRequestSpans(),
    jobs: createJobSpans(),

    sends({ channel, vendor, outcomes, startedAt }) {
      const words = [...outcomes.keys()].toSorted();
      const attributes = { 'portico.channel': channel, 'portico.vendor': vendor, 'portico.outcome': words };
      const span = tellEnded(`send ${channel} ${vendor}`, startedAt, attributes);
      if (words.some((word) => !wellEnded.has(word))) span?.setStatus({ code: SpanStatusCode.ERROR });
      span?.end();
    },

    statements(event) {
      if (!sampledLink()) return;
      const { operation, table } = nameOfStatement(event.query.sql);
      const startedAt = performance.now() - event.queryDurationMillis;
      const attributes = { 'db.operation.name': operation, ...(table && { 'db.collection.name': table }) };
      const span = tellEnded([operation, table].filter(Boolean).join(' '), startedAt, attributes);
      if (event.level === 'error') span?.setStatus({ code: SpanStatusCode.ERROR });
      span?.end();
    },

    close,
  };

  function createRequestSpans(): RequestWatch {
    return {
      begin(exchange, traceparent) {
        const { contract, method, startedAt } = exchange;
        const parent = readTraceparent(traceparent);
        const attributes = { 'http.request.method': method, 'portico.contract': contract };
        const options = { kind: SpanKind.SERVER, startTime: startedAt, attributes };
        const span = tracer.startSpan(method, options, parent ? within(parent) : ROOT_CONTEXT);
        exchange.trace = linkTo(span);
        spansOf.set(exchange, span);
      },
      end(exchange, status) {
        const span = spansOf.get(exchange);
        if (span) endRequest(span, exchange, status);
      },
      refuse() {},
    };
  }

  function createJobSpans(): JobWatch {
    return {
      begin(kind, origin) {
        const options = { kind: SpanKind.CONSUMER, attributes: { 'portico.job.kind': kind } };
        const span = tracer.startSpan(`job ${kind}`, options, origin?.trace ? within(origin.trace) : ROOT_CONTEXT);
        const own: Origin = { requestId: origin?.requestId ?? '', trace: linkTo(span) };
        spansOf.set(own, span);
        return own;
      },
      end({ origin, outcome }) {
        const span = origin && spansOf.get(origin);
        span?.setAttribute('portico.outcome', outcome);
        if (outcome === 'failed' || outcome === 'dead') span?.setStatus({ code: SpanStatusCode.ERROR });
        span?.end();
      },
    };
  }
}

/** What a vendor is not to blame for. */
const wellEnded = new Set(['sent', 'delivered', 'unregistered']);

function endRequest(span: Span, { method, route, error }: Exchange, status: number): void {
  span.updateName(`${method} ${route}`);
  span.setAttributes({
    'http.route': route,
    ...(status === gone ? { 'portico.outcome': 'aborted' } : { 'http.response.status_code': status }),
    ...(error && { 'error.type': error.code }),
  });
  // What a caller did wrong is no error of the server's.
  if (error?.kind === 'internal' || error?.kind === 'unavailable') span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

const isSampled = ({ traceFlags }: TraceLink): boolean => (traceFlags & 1) === 1;

function within({ traceId, spanId, traceFlags }: TraceLink) {
  return trace.setSpanContext(context.active(), { traceId, spanId, traceFlags, isRemote: true });
}

function linkTo(span: Span): TraceLink {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return { traceId, spanId, traceFlags };
}
