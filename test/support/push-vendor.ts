import type { PushDevice, PushMessage, PushOutcome, PushSender } from '../../src/core/ports.ts';

/** A push vendor in the test's own hands, in place of the port. */
export interface PushVendor {
  sender: PushSender;
  /** Each call, as it was made. */
  calls: Array<{ message: PushMessage; devices: readonly PushDevice[] }>;
  /** What it says of a client; `delivered` of all others. */
  answers: Map<string, PushOutcome>;
  /** Client ids that it was told and took, in order, repetitions included. */
  sent(): string[];
  /** Is awaited in each call, after the devices were taken and before they are answered. */
  whileSending(work: () => Promise<void>): void;
  reset(): void;
}

/** A fake of the port: it is one of the ways to the outside, never a store. */
export function startPushVendor(): PushVendor {
  const calls: PushVendor['calls'] = [];
  const taken: string[] = [];
  const answers: PushVendor['answers'] = new Map();
  let working = async (): Promise<void> => {};
  const delivered: PushOutcome = { result: 'delivered' };
  return {
    calls,
    answers,
    sender: {
      async send(message, devices) {
        calls.push({ message, devices });
        const outcomes = devices.map(({ id, clientId }) => [id, answers.get(clientId) ?? delivered] as const);
        taken.push(...devices.map(({ clientId }) => clientId).filter((clientId) => !answers.has(clientId)));
        await working();
        return new Map(outcomes);
      },
    },
    sent: () => [...taken],
    whileSending(work) {
      working = work;
    },
    reset() {
      calls.length = 0;
      taken.length = 0;
      answers.clear();
      working = async () => {};
    },
  };
}
