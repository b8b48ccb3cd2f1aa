// Prints which test files patterns mean, and which of these say the same of both databases: a program, for the carried Node alone can find files by patterns.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** What opens the database that a run of the tests is about; who imports none of these knows nothing but SQLite. */
const importsOpener =
  /import [^;]*\b(startPortico|openTestDatabase|createTestData|openCodes|openTestSessions)\b[^;]* from '/;
/** Those that start both databases themselves, and those of the console, which speaks to the same server either way. */
const onceOnly = /\.databases\.test\.ts$|^test[\\/]browser[\\/]/;

const files = globSync(process.argv.slice(2), { cwd: root });
const onBoth = files.filter(
  (file) => !onceOnly.test(file) && importsOpener.test(readFileSync(join(root, file), 'utf8')),
);
console.log(JSON.stringify({ files, onBoth }));
