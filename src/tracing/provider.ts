import type { Tracer } from '@opentelemetry/api';
import { setGlobalErrorHandler } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { TracingConfig } from '../config/tracing.ts';

/** Where spans come from and go to. */
export interface TraceProvider {
  tracer: Tracer;
  /** Sends what is left, within 5 s. */
  close(): Promise<void>;
}

const closeMs = 5_000;
const silentMs = 60_000;

/** Opens the way to the collector. What does not get there is lost; `onFailure` is told once a minute at most. */
export function openTraceProvider(
  { sampler, ratio, batch }: TracingConfig,
  { version, onFailure }: { version: string; onFailure(error: unknown): void },
): TraceProvider {
  const report = onceAMinute(onFailure);
  setGlobalErrorHandler(report);
  const own = resourceFromAttributes({ 'service.name': 'portico', 'service.version': version });
  const given = detectResources({ detectors: [envDetector] });
  const provider = new TracerProvider({
    resource: defaultResource().merge(own).merge(given),
    sampler: createSampler(sampler, ratio),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter(), ...batch })],
  });
  return {
    tracer: provider.getTracer('portico', version),
    async close() {
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, closeMs);
      await Promise.race([provider.shutdown().catch(report), late.promise]);
      clearTimeout(timer);
    },
  };
}

function createSampler(name: TracingConfig['sampler'], ratio: number): Sampler {
  const root = createRootSampler(name.replace('parentbased_', ''), ratio);
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
}

function createRootSampler(name: string, ratio: number): Sampler {
  if (name === 'traceidratio') return new TraceIdRatioBasedSampler(ratio);
  return name === 'always_off' ? new AlwaysOffSampler() : new AlwaysOnSampler();
}

/** A collector that is gone fails every few seconds. */
function onceAMinute(tell: (error: unknown) => void): (error: unknown) => void {
  let toldAt = -Infinity;
  return (error) => {
    if (performance.now() - toldAt < silentMs) return;
    toldAt = performance.now();
    tell(error);
  };
}
