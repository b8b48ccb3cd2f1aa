import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createTimePrinter } from './time.ts';

const hourMs = 3_600_000;

/** As ICU writes it. */
function createReference(timeZone: string): (epochMs: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (epochMs) => format.format(epochMs);
}

test('times: every zone prints every moment as ICU does, also before 1980 and after 9999', () => {
  const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
  const moments = fc.oneof(
    fc.integer({ min: 0, max: Date.UTC(2100, 0) }),
    fc.integer({ min: Date.UTC(9998, 11), max: Date.UTC(10_001, 0) }),
  );
  const property = fc.property(zones, moments, (zone, moment) => {
    assert.equal(createTimePrinter(zone)(moment), createReference(zone)(moment), `${zone} ${moment}`);
  });
  fc.assert(property, { numRuns: 2_000 });
});

test('times: an hour that summer time skips or repeats is printed as ICU does, second by second around it', () => {
  const changes: ReadonlyArray<[zone: string, at: number]> = [
    ['Europe/Berlin', Date.UTC(2026, 2, 29, 1)],
    ['Europe/Berlin', Date.UTC(2026, 9, 25, 1)],
    ['Australia/Lord_Howe', Date.UTC(2026, 3, 4, 15)],
    ['America/New_York', Date.UTC(2026, 10, 1, 6)],
    ['Asia/Shanghai', Date.UTC(1991, 8, 14, 15)],
  ];
  for (const [zone, at] of changes) {
    const [print, reference] = [createTimePrinter(zone), createReference(zone)];
    for (const moment of [at - hourMs, at - 1000, at - 1, at, at + 1, at + 1000, at + hourMs]) {
      assert.equal(print(moment), reference(moment), `${zone} ${moment}`);
    }
  }
});

test('times: a zone that is none is refused', () => {
  assert.throws(() => createTimePrinter('Asia/Nowhere'), RangeError);
});
