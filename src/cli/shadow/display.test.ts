import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StartError } from '../../start/start-error.ts';
import { createDisplay } from './display.ts';

function open() {
  const [printed, said] = [[] as string[], [] as string[]];
  const cli = { environment: {}, print: (line: string) => printed.push(line), say: (line: string) => said.push(line) };
  return { display: createDisplay(cli), printed, said };
}

test('a difference is one line of results, whatever is in it', () => {
  const { display, printed, said } = open();
  const seen = { count: 1, firstSeen: '', lastSeen: '', old: '"a\u001b[31m\nb"', new: '2' };
  display.showDifference({ endpoint: 'GET /api/faq', field: 'data.title', kind: 'type', ...seen });
  assert.deepEqual(printed, ['differs / 不一致  GET /api/faq  data.title  type  old "a [31m b"  new 2']);
  assert.deepEqual(said, []);
});

test('a server that is away is told once in a while, a return by itself each time and loudly', () => {
  const { display, printed, said } = open();
  for (let round = 0; round < 3; round += 1) {
    display.tell({ event: 'failed', side: 'old', reason: 'cannot be reached: ECONNREFUSED' });
    display.tell({ event: 'returned', endpoint: 'GET /api/faq' });
  }
  assert.equal(said.length, 4);
  assert.match(said[0] ?? '', /^warning: the old server .* cannot be reached: ECONNREFUSED \(1 requests/);
  for (const line of said.slice(1)) assert.match(line, /^WARNING: GET \/api\/faq has returned to the old server/);
  assert.deepEqual(printed, []);
});

test('of a fault its own words are told only where they are meant for operators', () => {
  const { display, said } = open();
  display.tell({ event: 'fault', error: new StartError('the disk is full') });
  display.tell({ event: 'fault', error: new TypeError('cannot read "my password"') });
  assert.deepEqual(said, ['error: the disk is full', 'error: a comparison failed: TypeError']);
});
