import type { PushDevice, PushOutcome } from '../../core/ports.ts';
import { allOf, type Outcomes } from './vendor.ts';

/** What became of a batch: an outcome of each, or one token in it, nobody says which, is none of the vendor's. */
export type BatchResult = Outcomes | 'one-is-invalid';

/** Tells so many at once; a batch that is refused for one of its tokens is halved until that one stands alone. */
export async function tellInBatches(
  devices: readonly PushDevice[],
  most: number,
  deps: { tell(batch: readonly PushDevice[]): Promise<BatchResult>; alone: PushOutcome },
): Promise<Outcomes> {
  const batches: Array<Promise<Outcomes>> = [];
  for (let start = 0; start < devices.length; start += most) {
    batches.push(tellHalving(devices.slice(start, start + most), deps));
  }
  return join(await Promise.all(batches));
}

async function tellHalving(
  batch: readonly PushDevice[],
  deps: { tell(batch: readonly PushDevice[]): Promise<BatchResult>; alone: PushOutcome },
): Promise<Outcomes> {
  const result = await deps.tell(batch);
  if (result !== 'one-is-invalid') return result;
  if (batch.length === 1) return allOf(batch, deps.alone);
  const middle = Math.ceil(batch.length / 2);
  return join([await tellHalving(batch.slice(0, middle), deps), await tellHalving(batch.slice(middle), deps)]);
}

/** One map of several. */
export function join(outcomes: readonly Outcomes[]): Outcomes {
  return new Map(outcomes.flatMap((some) => [...some]));
}
