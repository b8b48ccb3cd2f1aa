import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isChannel, isRolledOut } from './rollout.ts';

const devices = Array.from({ length: 10_000 }, (_, index) => `device ${index}`);
const inside = (id: number, percent: number): string[] =>
  devices.filter((device) => isRolledOut({ id, rollout_percent: percent }, device));

test('0 % is nobody, 100 % everybody, and each share in between about as many devices as it says', () => {
  assert.equal(inside(1, 0).length, 0);
  assert.equal(inside(1, 100).length, devices.length);
  for (const percent of [1, 20, 50, 99]) {
    const expected = (percent / 100) * devices.length;
    assert.ok(Math.abs(inside(7, percent).length - expected) < 250, `${percent} % of ${devices.length}`);
  }
});

test('whoever is in stays in while the share grows', () => {
  let before = new Set<string>();
  for (let percent = 0; percent <= 100; percent += 5) {
    const now = new Set(inside(3, percent));
    assert.ok([...before].every((device) => now.has(device)));
    before = now;
  }
});

test('each release begins with other devices', () => {
  const first = new Set(inside(1, 50));
  const both = inside(2, 50).filter((device) => first.has(device));
  assert.ok(Math.abs(both.length - devices.length / 4) < 250);
});

test('a channel is a short lower-case name', () => {
  for (const name of ['stable', 'beta', '2', 'a-b', 'x'.repeat(32)]) assert.ok(isChannel(name), name);
  for (const name of ['', 'Beta', '-a', 'a b', '测试', 'x'.repeat(33), 'a\n']) assert.ok(!isChannel(name), name);
});
