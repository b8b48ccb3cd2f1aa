import type { Environment, EnvironmentReader } from './environment.ts';

/** What is traced, by OpenTelemetry's own variables; the exporter reads those of the wire itself. */
export interface TracingConfig {
  sampler: TraceSampler;
  /** Of all traces that begin here; a caller's decision is kept where the sampler is parent-based. */
  ratio: number;
  batch: {
    maxQueueSize: number;
    maxExportBatchSize: number;
    scheduledDelayMillis: number;
    exportTimeoutMillis: number;
  };
}

const samplers = [
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
  'always_on',
  'always_off',
  'traceidratio',
] as const;
/** How is decided what is traced. */
export type TraceSampler = (typeof samplers)[number];

const mostMs = 3_600_000;

/** Undefined where no endpoint is named, or tracing is turned off: then nothing of it is loaded. */
export function readTracingConfig(
  read: EnvironmentReader,
  problems: string[],
  warnings: string[],
): TracingConfig | undefined {
  const endpoints = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'];
  const given = endpoints.filter((name) => read.secretUrl(name) !== undefined);
  const isOff =
    read.text('OTEL_SDK_DISABLED')?.toLowerCase() === 'true' || read.text('OTEL_TRACES_EXPORTER') === 'none';
  if (given.length === 0 || isOff) return undefined;
  for (const name of given.filter((each) => !/^https?:\/\//.test(read.text(each) ?? ''))) {
    problems.push(`${name} must be an http or https address, such as http://127.0.0.1:4318`);
  }
  warnOfProtocol(read, warnings);
  return {
    sampler: read.oneOf('OTEL_TRACES_SAMPLER', samplers, 'parentbased_always_on'),
    ratio: readRatio(read, problems),
    batch: readBatch(read),
  };
}

/** What goes with each export may be a credential: `authorization=Bearer …,x-api-key=…`. */
export function tracingSecrets(environment: Environment): string[] {
  return ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS']
    .flatMap((name) => (environment[name] ?? '').split(','))
    .map((pair) => pair.slice(pair.indexOf('=') + 1).trim())
    .filter(Boolean);
}

function warnOfProtocol(read: EnvironmentReader, warnings: string[]): void {
  for (const name of ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL']) {
    const protocol = read.text(name);
    if (protocol === undefined || protocol === 'http/json') continue;
    warnings.push(
      `${name}=${protocol} is not heeded: traces leave as http/json, which every collector takes on its HTTP port`,
    );
  }
}

function readRatio(read: EnvironmentReader, problems: string[]): number {
  const text = read.text('OTEL_TRACES_SAMPLER_ARG') ?? '1';
  const ratio = /^(?:0|1|0?\.\d+|1\.0+)$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isNaN(ratio)) return ratio;
  problems.push(`OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, not "${text}"`);
  return 1;
}

function readBatch(read: EnvironmentReader): TracingConfig['batch'] {
  const whole = (name: string, fallback: number, maximum: number): number =>
    read.integer(name, { minimum: 1, maximum, fallback });
  const maxQueueSize = whole('OTEL_BSP_MAX_QUEUE_SIZE', 2048, 100_000);
  return {
    maxQueueSize,
    maxExportBatchSize: Math.min(whole('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 512, 100_000), maxQueueSize),
    scheduledDelayMillis: whole('OTEL_BSP_SCHEDULE_DELAY', 5_000, mostMs),
    exportTimeoutMillis: whole('OTEL_BSP_EXPORT_TIMEOUT', 30_000, mostMs),
  };
}
