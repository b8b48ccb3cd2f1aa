import { createEnvironmentReader } from '../../../src/config/environment.ts';
import { readPushConfig } from '../../../src/config/push.ts';
import type { PushDevice, PushOutcome } from '../../../src/core/ports.ts';
import { openPushRoute } from '../../../src/providers/push/route.ts';
import type { PushVendorDeps } from '../../../src/providers/push/vendor.ts';

/** The configured vendors, as a server with this environment opens them. */
export interface OpenedPush {
  /** Sends a push to clients of one type; answers what became of each, by its client id. */
  send(clientIds: readonly string[], options?: SendOptions): Promise<Record<string, PushOutcome>>;
  close(): Promise<void>;
}

export interface SendOptions {
  clientType?: string;
  key?: string;
  title?: string;
  body?: string;
  signal?: AbortSignal;
}

/** A clock that stands still from now on, and is moved by hand. */
export function createMovedClock() {
  let at = Date.now();
  return {
    now: () => at,
    advance(ms: number) {
      at += ms;
    },
  };
}

/** For what is to fail because it hangs, and for nothing else: a request may take half a second, and not ten. */
export const impatient = { requestMs: 500 } as const;

/** Opens the vendors that the environment names. */
export function openThrough(environment: Record<string, string>, deps: Partial<PushVendorDeps> = {}): OpenedPush {
  const problems: string[] = [];
  const settings = readPushConfig(createEnvironmentReader(environment, problems), problems);
  if (!settings || problems.length > 0) throw new Error(`no push vendor: ${problems.join('; ')}`);
  const route = openPushRoute(settings, { clock: { now: () => Date.now() }, ...deps });
  return {
    async send(
      clientIds,
      { clientType = 'android', key = 'k'.repeat(22), title = '标题', body = '内容', signal } = {},
    ) {
      const devices = clientIds.map((clientId, index): PushDevice => ({ id: index + 1, clientId, clientType }));
      const message = { pushId: 7, title, body, key };
      const outcomes = await route.send(message, devices, signal ?? new AbortController().signal);
      return Object.fromEntries(devices.map(({ id, clientId }) => [clientId, outcomes.get(id) as PushOutcome]));
    },
    close: route.close,
  };
}

/** The results alone. */
export function resultsOf(outcomes: Record<string, PushOutcome>): Record<string, string> {
  return Object.fromEntries(Object.entries(outcomes).map(([clientId, { result }]) => [clientId, result]));
}

/** Why one is failed or refused. */
export function reasonOf(outcome: PushOutcome | undefined): string {
  return outcome && 'reason' in outcome ? outcome.reason : '';
}
