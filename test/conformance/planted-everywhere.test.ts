import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Suite } from '../../src/conformance/run/case.ts';
import { type CaseRunner, openCases } from '../../src/conformance/run/run-suite.ts';
import { suites } from '../../src/conformance/suites.ts';
import { startFaultyHouse } from './faulty-house.ts';
import type { FaultyServer, PassingAnswer } from './faulty-server.ts';
import { mutationsOf } from './mutations.ts';

/** Everything, which takes a quarter of an hour; otherwise one in so many, another for each kind of answer. */
const oneIn = process.env.PORTICO_PLANT_ALL ? 1 : 12;
// On a busy machine they take longer than a single test may.
const patient = { timeout: process.env.PORTICO_PLANT_ALL ? 3_600_000 : 600_000 };

/** A kind of answer, one of them, and the cases that met it. */
interface Met {
  sample: PassingAnswer;
  cases: Set<string>;
}

/** What tells kinds of answers apart: who was asked, and what was said. */
function kindOf({ method, path, status, body }: PassingAnswer): string {
  const template = path
    .replace(/(switch)\/.*/, '$1/V')
    .replace(/\d+|%[0-9A-F]{2}/gi, 'N')
    .replace(/(verify|[\w.-]{30})[\w.-]*/g, 'V');
  const text = body.toString('latin1');
  const code = /^\{"code":\d+|"code":\d+,"msg"|"status":(true|false|\d+)/.exec(text)?.[0] ?? '';
  return `${method} ${template} ${status} ${code}`;
}

async function meetAll(runner: CaseRunner, server: FaultyServer, suite: Suite): Promise<Map<string, Met>> {
  const met = new Map<string, Met>();
  let current = '';
  server.watch((answer) => {
    const known = met.get(kindOf(answer)) ?? { sample: answer, cases: new Set() };
    // The longest shows most.
    if (answer.body.length > known.sample.body.length) known.sample = answer;
    known.cases.add(current);
    met.set(kindOf(answer), known);
  });
  for (const each of suite.cases) {
    current = each.name;
    const result = await runner.run(each);
    assert.equal(result.verdict, 'same', `${each.name}: ${JSON.stringify(result.differences)}`);
  }
  server.watch(undefined);
  return met;
}

for (const suite of suites) {
  const { contract } = suite;
  const name = `${contract}: every kind of answer, with a field dropped or of another type, another status or header, is found`;
  test(name, patient, async (context) => {
    const { at, server, supplies } = await startFaultyHouse(context, contract);
    const options = { server: { baseUrl: server.url, timeoutMs: 10_000 }, supplies, writes: true, strict: true };
    const runner = await openCases(suite, options);
    const met = await meetAll(runner, server, suite);
    const missed: string[] = [];
    let planted = 0;
    for (const [index, [kind, { sample, cases }]] of [...met].entries()) {
      for (const { name, change } of mutationsOf(sample).filter((_, place) => (place + index) % oneIn === 0)) {
        planted += 1;
        // It takes a code to one phone, which is sent ten a day.
        if (kind.includes('10009')) at.clock.advance(3 * 3_600_000);
        server.plant({ isIt: (answer) => kindOf(answer) === kind, change });
        if (!(await isFound(runner, suite, cases))) missed.push(`${kind}: ${name}`);
      }
    }
    context.diagnostic(`${contract}: found ${planted - missed.length} of ${planted} in ${met.size} kinds of answers`);
    assert.deepEqual(missed, []);
  });
}

async function isFound(runner: CaseRunner, suite: Suite, cases: Set<string>): Promise<boolean> {
  for (const each of suite.cases) {
    if (!cases.has(each.name)) continue;
    const { verdict } = await runner.run(each);
    if (verdict === 'differs' || verdict === 'missing') return true;
  }
  return false;
}
