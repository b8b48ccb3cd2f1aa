import type { PushTargets } from '../jobs/job-kinds.ts';
import type { PushDevice, PushOutcome } from '../ports.ts';

/** A device whose vendor says that the app is gone; some say since when. */
export interface UnregisteredDevice extends PushDevice {
  since: number | undefined;
}

/** What a run came to. */
export interface RunSummary {
  delivered: number;
  /** Will never be reached by this push, though the app is there. */
  failed: number;
  unregistered: UnregisteredDevice[];
  left: { deviceIds: number[]; reason: string } | undefined;
}

const unsaid: PushOutcome = { result: 'failed', reason: 'the provider says nothing of the device' };

/** Sums up what became of each device; one that nothing is said of is left. */
export function sumUp(devices: readonly PushDevice[], outcomes: ReadonlyMap<number, PushOutcome>): RunSummary {
  const summary = { delivered: 0, failed: 0, unregistered: [] as UnregisteredDevice[] };
  const deviceIds: number[] = [];
  let reason = '';
  for (const device of devices) {
    const outcome = outcomes.get(device.id) ?? unsaid;
    if (outcome.result === 'delivered') summary.delivered += 1;
    else if (outcome.result === 'refused') summary.failed += 1;
    else if (outcome.result === 'unregistered') summary.unregistered.push({ ...device, since: outcome.since });
    else {
      deviceIds.push(device.id);
      reason = outcome.reason;
    }
  }
  return { ...summary, left: deviceIds.length > 0 ? { deviceIds, reason } : undefined };
}

/** What was enqueued by a version that had a job for each device. */
type OlderTargets = { pushId: number; deviceId: number };

/** The targets of a job, whichever version enqueued it. */
export function readTargets(payload: PushTargets | OlderTargets): PushTargets {
  return 'deviceIds' in payload ? payload : { pushId: payload.pushId, deviceIds: [payload.deviceId] };
}
