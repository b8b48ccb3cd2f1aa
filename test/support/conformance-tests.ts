import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeResult } from '../../src/conformance/report/text.ts';
import type { Suite } from '../../src/conformance/run/case.ts';
import { openCases } from '../../src/conformance/run/run-suite.ts';
import { suppliesOf, urlOf } from './conformance.ts';
import type { TestPortico } from './portico.ts';

/** What `portico verify` asks of any server, asked of this one: a test for each case, nothing left out. */
export async function testConformance(at: TestPortico, suite: Suite): Promise<void> {
  const supplies = await suppliesOf(at, suite.contract);
  const server = { baseUrl: urlOf(at, suite.contract), timeoutMs: 30_000 };
  const cases = await openCases(suite, { server, supplies, writes: true, strict: true });
  for (const each of suite.cases) {
    test(`${each.name} [${each.clause}]`, async () => {
      const result = await cases.run(each);
      assert.equal(result.verdict, 'same', describeResult(result, 'en').join('\n'));
    });
  }
}
