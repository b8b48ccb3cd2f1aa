import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** A migration that the program does not have; `statements` are SQL. */
export interface PlantedStep {
  oldestProgram?: number;
  statements: readonly string[];
}

/** Copies this program, with further migrations, and answers where its main.ts lies; it goes with the test. */
export function plantProgram(
  context: { after(ending: () => void): void },
  version: number,
  steps: readonly PlantedStep[],
): string {
  const folder = mkdtempSync(join(tmpdir(), 'portico-program-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(root, 'src'), join(folder, 'src'), { recursive: true });
  mkdirSync(join(folder, 'console'));
  for (const name of ['node_modules', 'package.json', 'console/dist'])
    symlinkSync(join(root, name), join(folder, name));
  const file = join(folder, 'src/db/migrate.ts');
  const planted = steps.map(({ oldestProgram, statements }, index) => {
    const own = oldestProgram === undefined ? '' : `oldestProgram: ${oldestProgram}, `;
    const up = `async up(tx) { for (const text of ${JSON.stringify(statements)}) await sql.raw(text).execute(tx); }`;
    return `{ version: ${version + index + 1}, name: 'planted-${version + index + 1}', ${own}${up} },\n`;
  });
  const text = readFileSync(file, 'utf8');
  const end = /^\];$/m.exec(text)?.index ?? text.length;
  writeFileSync(file, text.slice(0, end) + planted.join('') + text.slice(end));
  return join(folder, 'src/main.ts');
}
