import type { AccountImporting, Outcome } from '../core/accounts/importing/importing.ts';
import type { ImportedPerson } from '../core/accounts/importing/person.ts';
import { StartError } from '../start/start-error.ts';
import type { FieldRule, Mapping } from './mapping.ts';
import type { Finding } from './report.ts';
import { type SourceRows, textOf } from './rows/source-row.ts';
import { type Understanding, understandRow } from './understand.ts';

/** How many rows came to what. */
export interface ImportCounts {
  rows: number;
  created: number;
  merged: number;
  /** Taken before. */
  known: number;
  /** Rows that cannot be taken as they are. */
  refused: number;
  /** Rows that a human has to decide about. */
  conflicts: number;
  /** Accounts that came without a password: their owners get one by a code or a mailed link. */
  withoutPassword: number;
}

/** Who watches an import. */
export interface ImportWatch {
  /** Where the first row has to wait until accounts that are here already can be found. */
  preparing(): void;
  /** After each portion. `share`: how much is read, 0 to 1, where that is known. */
  progress(counts: Readonly<ImportCounts>, share: number | undefined): void;
  /** Of whatever somebody should look at. */
  found(finding: Finding): void;
  stopping: AbortSignal;
}

const rowsPerPortion = 1_000;

/**
 * Takes rows portion by portion, each durable before the next is read, and answers what came of them; ends early, after a
 * whole portion, where `stopping` says so.
 */
export async function importRows(
  rows: SourceRows,
  understanding: Understanding,
  importing: AccountImporting,
  watch: ImportWatch,
): Promise<ImportCounts> {
  const counts: ImportCounts = {
    rows: 0,
    created: 0,
    merged: 0,
    known: 0,
    refused: 0,
    conflicts: 0,
    withoutPassword: 0,
  };
  const columns = createColumnWatch(understanding.mapping);
  let portion: ImportedPerson[] = [];
  const take = async (): Promise<void> => {
    const people = portion;
    portion = [];
    const outcomes = people.length === 0 ? [] : await importing.take(people);
    for (const [index, outcome] of outcomes.entries()) count(counts, people[index] as ImportedPerson, outcome, watch);
    watch.progress(counts, rows.share());
  };
  if (watch.stopping.aborted) return counts;
  for await (const row of rows) {
    counts.rows += 1;
    if (row.values) columns.see(row.values);
    const understood = understandRow(row, understanding);
    if ('reasons' in understood) {
      counts.refused += 1;
      watch.found({
        line: row.line,
        formerId: findId(row.values, understanding.mapping),
        kind: 'refused',
        reason: understood.reasons.join('; '),
      });
    } else {
      portion.push(understood.person);
      const { dropped, person } = understood;
      if (dropped.length > 0) {
        watch.found({ line: row.line, formerId: person.formerId, kind: 'left out', reason: dropped.join('; ') });
      }
    }
    if (counts.rows % rowsPerPortion !== 0) continue;
    columns.requireAny();
    await take();
    if (watch.stopping.aborted) return counts;
  }
  columns.requireAny();
  await take();
  return counts;
}

function count(counts: ImportCounts, person: ImportedPerson, outcome: Outcome, { found }: ImportWatch): void {
  const { line, formerId } = person;
  if (outcome.kind === 'conflict') {
    counts.conflicts += 1;
    found({ line, formerId, kind: 'conflict', reason: outcome.reason, accountIds: outcome.accountIds });
    return;
  }
  if (outcome.kind === 'twice') {
    counts.known += 1;
    found({ line, formerId, kind: 'left out', reason: 'an earlier row has the same id' });
    return;
  }
  counts[outcome.kind] += 1;
  if (outcome.kind === 'known') return;
  if (person.verifier === undefined) counts.withoutPassword += 1;
  for (const kind of outcome.waiting) {
    found({ line, formerId, kind: 'waits', reason: kind, accountIds: [outcome.accountId] });
  }
}

function findId(values: Readonly<Record<string, unknown>> | undefined, { fields }: Mapping): string {
  const rule = fields.id;
  return values && rule && 'column' in rule ? textOf(values, rule.column) : '';
}

/** Finds misspelt columns: those that no row has. */
function createColumnWatch({ fields, password }: Mapping) {
  const named = [
    ...Object.values(fields).flatMap((rule: FieldRule) => ('column' in rule ? [rule.column] : [])),
    ...(password ? [password.column, password.saltColumn, password.usernameColumn] : []),
  ].filter((column) => column !== undefined);
  const missing = new Set(named);
  let known: readonly string[] = [];
  return {
    see(values: Readonly<Record<string, unknown>>): void {
      if (missing.size === 0) return;
      known = Object.keys(values);
      for (const column of missing) {
        if (Object.hasOwn(values, column) || textOf(values, column) !== '') missing.delete(column);
      }
    },
    /** Throws StartError; among a thousand rows, documents that leave out what is empty have each once. */
    requireAny(): void {
      if (missing.size === 0 || known.length === 0) return;
      const names = [...missing].map((column) => JSON.stringify(column)).join(', ');
      throw new StartError(`the mapping names ${names}, which no row has; there are ${known.join(', ')}`);
    },
  };
}
