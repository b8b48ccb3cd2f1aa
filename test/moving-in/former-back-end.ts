import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestPortico } from '../support/portico.ts';
import { type CommandOutcome, runHere } from '../support/run-here.ts';

type Row = Readonly<Record<string, string>>;

/** A folder for what a former back end hands over, which goes with the test. */
export function createHandover(context: { after(ending: () => void): void }) {
  const folder = mkdtempSync(join(tmpdir(), 'portico-handover-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  let files = 0;

  /** Writes a file of that ending, and answers where. */
  function write(content: string | Buffer, ending: string): string {
    files += 1;
    const file = join(folder, `${files}.${ending}`);
    writeFileSync(file, content);
    return file;
  }

  return {
    folder,
    write,
    /** Every row has the same columns. */
    writeCsv(rows: readonly Row[]): string {
      const columns = Object.keys(rows[0] ?? {});
      const lines = [columns, ...rows.map((row) => columns.map((name) => row[name] ?? ''))];
      return write(lines.map((cells) => `${cells.map(quote).join(',')}\n`).join(''), 'csv');
    },
    writeMapping: (toml: string): string => write(toml, 'toml'),
  };
}

const quote = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** What an import printed, by its names. */
export interface ImportOutcome extends CommandOutcome {
  counts: Readonly<Record<string, number>>;
}

/** Runs `import accounts` on a server's data, beside the server. */
export async function importInto(
  { environment }: Pick<TestPortico, 'environment'>,
  words: readonly string[],
  more: Record<string, string> = {},
): Promise<ImportOutcome> {
  const outcome = await runHere(['import', 'accounts', ...words], {
    ...environment,
    PORTICO_LOG_LEVEL: 'silent',
    ...more,
  });
  const counts = outcome.stdout.split('\n').map((line) => line.split(': ') as [string, string]);
  return { ...outcome, counts: Object.fromEntries(counts.map(([name, count]) => [name, Number(count)])) };
}
