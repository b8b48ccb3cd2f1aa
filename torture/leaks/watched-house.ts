import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Overrides } from '../../src/compose.ts';
import { startOtlpCollector } from '../../test/doubles/otlp.ts';
import { type OutboxLine, startPortico, type TestPortico } from '../../test/support/portico.ts';
import { until } from '../../test/support/until.ts';
import type { PartContext } from '../part.ts';
import { type Place, readFolder } from './places.ts';

/** A server of which everything that it tells is kept. */
export interface WatchedHouse {
  at: TestPortico;
  environment: Record<string, string>;
  /** Its log at the most verbose level, and its traces, once those of the last request have arrived. */
  told(): Promise<Place[]>;
  /** A vendor that fails from now on, and says what it was sent. */
  breakVendors(): void;
}

/** What nobody may read, and what the server is configured with. */
export const rootKey = 'root-key-that-is-secret-0123456789abcdef';
/** The credential of who reads metrics. */
export const metricsToken = 'metrics-token-that-is-secret';

type Mode = 'development' | 'production';

/** Starts one. In production mode codes and mails go to a vendor, where helpers of tests read them. */
export async function startWatchedHouse(
  context: PartContext,
  mode: Mode,
  more: Record<string, string> = {},
): Promise<WatchedHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'portico-told-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const logDescriptor = openSync(join(folder, 'log'), 'a');
  context.after(() => closeSync(logDescriptor));
  const collector = await startOtlpCollector(context as Parameters<typeof startOtlpCollector>[0]);
  const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '20' };
  setProcessEnvironment(context, traced);
  const environment = {
    PORTICO_MODE: mode,
    PORTICO_SECRET_KEY: rootKey,
    PORTICO_METRICS_TOKEN: metricsToken,
    PORTICO_LOG_LEVEL: 'trace',
    PORTICO_ACCESS_LOG: 'all',
    PORTICO_WEBHOOKS_ALLOW_PRIVATE: 'true',
    ...traced,
    ...more,
  };
  const vendors = createVendors();
  const overrides = { logDescriptor, ...(mode === 'production' && vendors.overrides) };
  const served = await startPortico(context as Parameters<typeof startPortico>[0], environment, overrides);
  const at = mode === 'production' ? { ...served, ...vendors.reading } : served;
  return {
    at,
    environment,
    async told() {
      await fetch(`${served.url}/readyz`);
      await until(() => collector.spans.some(({ name }) => name.endsWith('/readyz')));
      return [...readFolder(folder, 'log'), { name: 'traces', bytes: Buffer.from(collector.text()) }];
    },
    breakVendors: vendors.break,
  };
}

/** The exporter of traces reads its settings where every program has them. */
function setProcessEnvironment(context: PartContext, settings: Record<string, string>): void {
  for (const [name, value] of Object.entries(settings)) {
    const before = process.env[name];
    process.env[name] = value;
    context.after(() => {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    });
  }
}

function createVendors() {
  const lines: OutboxLine[] = [];
  let isBroken = false;
  const take = (line: Pick<OutboxLine, 'channel' | 'to' | 'purpose'> & Partial<OutboxLine>): void => {
    lines.push({ at: new Date().toISOString(), ...line });
    if (isBroken) throw new Error(`554 refused: ${line.text}`);
  };
  const overrides: Overrides = {
    sms: {
      async sendCode({ to, purpose, code }) {
        take({ channel: 'sms', to, purpose, code });
        return { Message: 'OK', RequestId: 'r', Code: 'OK', BizId: 'b' };
      },
    },
    email: {
      async send({ to, purpose, text, code }) {
        take({ channel: 'email', to, purpose, text, ...(code !== undefined && { code }) });
      },
    },
  };
  const required = (code: string | undefined): string => {
    if (code === undefined) throw new Error('the vendor was sent nothing of the kind');
    return code;
  };
  return {
    overrides,
    reading: {
      outbox: () => lines,
      codeFor: (to: string) => required(lines.findLast((line) => line.to === to && line.code)?.code),
    },
    break: () => {
      isBroken = true;
    },
  };
}
