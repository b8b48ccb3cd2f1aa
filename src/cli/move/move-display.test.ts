import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { MoveProgress } from '../../move/progress.ts';
import { openMoveDisplay } from './move-display.ts';

const start: MoveProgress = { phase: 'copying', name: 'accounts', step: 1, steps: 40, rows: 0, ofRows: 4_000 };

/** What a display writes of steps that come a second after each other. */
function written(steps: readonly MoveProgress[], terminal: { isTTY: boolean; columns?: number }): string {
  mock.timers.enable({ apis: ['Date'], now: 1 });
  try {
    const parts: string[] = [];
    const write = (part: string) => parts.push(part);
    const display = openMoveDisplay({ ...terminal, write } as unknown as NodeJS.WriteStream);
    for (const step of steps) {
      display.show(step);
      mock.timers.tick(1_000);
    }
    display.close();
    display.close();
    return parts.join('');
  } finally {
    mock.timers.reset();
  }
}

const seconds = Array.from({ length: 21 }, (_, second) => ({ ...start, rows: second * 100 }));

test('a terminal sees one line that is written over, no wider than it is, with rows a second and the time that is left', () => {
  const lines = written([...seconds, { ...start, phase: 'verifying' }], { isTTY: true, columns: 200 }).split('\r');
  assert.equal(
    lines[21]?.trim(),
    `Copying / 复制  [${'#'.repeat(12)}${'-'.repeat(12)}]  50%  accounts (1 of 40)  100 rows/s  20 s left\u001b[K`,
  );
  assert.match(lines[22] ?? '', /Comparing .*\n$/);
  for (const line of written(seconds, { isTTY: true, columns: 40 }).split('\r')) assert.ok(line.length < 40, line);
});

test('what is no terminal gets plain lines, one for each phase and one every ten seconds', () => {
  const text = written([...seconds, { ...start, phase: 'verifying' }], { isTTY: false });
  assert.ok(!text.includes('\r') && !text.includes('\u001b'));
  assert.deepEqual(
    text
      .trim()
      .split('\n')
      .map((line) => line.match(/^\w+|\d+%/g)?.join(' ')),
    ['Copying 0%', 'Copying 25%', 'Copying 50%', 'Comparing 0%'],
  );
});
