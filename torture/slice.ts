import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TorturePart } from './part.ts';
import { runPart } from './run-part.ts';

const limitMs = 120_000;

/** Makes a test of what `npm test` has time for of a part. A seed that failed is told, so that it can be run again. */
export function testSlice(part: TorturePart): void {
  test(`torture, ${part.name}: ${part.about}`, { timeout: limitMs }, async (context) => {
    const seed = Number(process.env.PORTICO_TORTURE_SEED ?? Math.floor(Math.random() * 2 ** 31));
    const say = (line: string): void => context.diagnostic(line);
    const { figures, faults } = await runPart(part, { extent: 'slice', seed, say });
    say(`seed ${seed}: ${JSON.stringify(figures)}`);
    assert.deepEqual(faults, [], `seed ${seed}`);
  });
}
