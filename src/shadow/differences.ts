import type { Difference, DifferenceKind } from './compare-json.ts';
import { maskText, maskValue } from './mask.ts';

/** One kind of difference: where, what, how often; with one example, masked. */
export interface DifferenceRecord {
  endpoint: string;
  field: string;
  kind: DifferenceKind;
  count: number;
  /** ISO 8601. */
  firstSeen: string;
  lastSeen: string;
  old: string;
  new: string;
}

/** All that differed so far. */
export interface Differences {
  /** Answers the record; `isNew` where there was none like it. */
  add(
    endpoint: string,
    difference: Difference,
    secrets: readonly string[],
  ): { record: DifferenceRecord; isNew: boolean };
  /** By endpoint and field. */
  list(): DifferenceRecord[];
}

// A body with fields of anybody's choice is not to fill the memory.
const mostRecords = 5_000;

/** Makes an empty collection. What is handed in is masked before anything else is done with it. */
export function createDifferences(now: () => number = Date.now): Differences {
  const records = new Map<string, DifferenceRecord>();
  return {
    add(endpoint, { field, kind, old, new: ours }, secrets) {
      const at = new Date(now()).toISOString();
      const named = maskText(field, secrets);
      const place = records.size < mostRecords ? named : '(further fields)';
      const key = `${endpoint} ${kind} ${place}`;
      const known = records.get(key) ?? records.get(`${endpoint} ${kind} ${named}`);
      if (known) {
        known.count += 1;
        known.lastSeen = at;
        return { record: known, isNew: false };
      }
      const record: DifferenceRecord = {
        endpoint,
        field: place,
        kind,
        count: 1,
        firstSeen: at,
        lastSeen: at,
        old: maskValue(field, old, secrets),
        new: maskValue(field, ours, secrets),
      };
      records.set(key, record);
      return { record, isNew: true };
    },
    list: () => [...records.values()].sort((a, b) => compare(a, b)),
  };
}

function compare(a: DifferenceRecord, b: DifferenceRecord): number {
  return `${a.endpoint} ${a.field}` < `${b.endpoint} ${b.field}` ? -1 : 1;
}
