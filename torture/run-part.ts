import { withEndings } from '../test/support/endings.ts';
import type { Findings, PartContext, TorturePart } from './part.ts';

/** Runs one part and its endings. What is thrown is a fault like any other. */
export async function runPart(part: TorturePart, given: Omit<PartContext, 'after'>): Promise<Findings> {
  try {
    return await withEndings((endings) => part.run({ ...given, ...endings }));
  } catch (error) {
    return { figures: {}, faults: [error instanceof Error ? (error.stack ?? String(error)) : String(error)] };
  }
}
