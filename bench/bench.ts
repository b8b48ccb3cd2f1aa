// What the server is worth beside what it could be, each figure side by side with its reference. It starts everything itself:
//   npm run bench [-- FIGURE…] [--rounds N] [--accounts N] [--quick] [--profile]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { withEndings } from '../test/support/endings.ts';
import type { Figure, Line } from './figure.ts';
import { figures } from './figures.ts';
import { describeMachine, findLack } from './machine.ts';
import { keepProfile } from './profile/keep-profile.ts';
import { pinTo } from './server-process.ts';
import { loadCore } from './stage/pinned.ts';
import { failedRow, isMet, tableHead, tableRow } from './table.ts';

const usage = `npm run bench [-- FIGURE…] [--rounds N] [--accounts N] [--quick] [--profile]

${figures.map(({ name, about }) => `  ${name.padEnd(25)}${about}`).join('\n')}

  --rounds N     how often each takes its turn with its reference; 3 unless told
  --accounts N   how many accounts the large directory has; 1000000 unless told
  --quick        only whether everything works: one short round, a small directory, small files
  --profile      slower: a flame graph of the server of each figure, and a list of where its time went, in bench/profiles`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    accounts: { type: 'string' },
    quick: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' },
  },
});
const unknown = positionals.filter((word) => !figures.some(({ name }) => name === word));
const isWrong = [values.rounds, values.accounts].some((word) => word !== undefined && !/^[1-9]\d{0,7}$/.test(word));
if (values.help || unknown.length > 0 || isWrong) {
  console.error(unknown.length > 0 ? `There is no figure ${unknown.join(', ')}.\n\n${usage}` : usage);
  process.exit(values.help ? 0 : 2);
}
const lack = findLack();
if (lack !== undefined) {
  console.error(lack);
  process.exit(2);
}

const extent = values.quick
  ? { rounds: 1, seconds: 1, warmUpSeconds: 1, isQuick: true, accounts: 5_000 }
  : { rounds: 3, seconds: 5, warmUpSeconds: 3, isQuick: false, accounts: 1_000_000 };
const chosen = positionals.length > 0 ? figures.filter(({ name }) => positionals.includes(name)) : figures;
// What looks on must not stand in the server's way.
pinTo(loadCore, process.pid);
const startedAt = performance.now();
const machine = describeMachine();
const rows: string[] = [];
const interrupted = new Error('interrupted');
const interruption = watchForStop();
let missed = 0;
let failed = 0;
for (const figure of chosen) {
  console.error(`${figure.name}, after ${minutes()} min`);
  rows.push(...(await measure(figure)));
}
const report = [
  ...machine,
  `- ${values.rounds ?? extent.rounds} rounds of ${extent.seconds} s in turn with the reference, after ${extent.warmUpSeconds} s of warming up; ${minutes()} min in all`,
  '',
  tableHead,
  ...rows,
  '',
  `${missed} goals missed, ${failed} figures not measured.`,
].join('\n');
console.log(report);
if (positionals.length === 0 && !values.quick && !values.profile) keep(report);
process.exitCode = failed > 0 ? 1 : 0;

async function measure(figure: Figure): Promise<string[]> {
  const profileInto = values.profile ? mkdtempSync(join(tmpdir(), 'portico-profile-')) : undefined;
  const given = { ...extent, ...readNumbers(), profileInto, say: (line: string) => console.error(`  ${line}`) };
  try {
    const lines = await withEndings((endings) => Promise.race([figure.run({ ...given, ...endings }), interruption]));
    if (profileInto !== undefined) console.error(keepProfile(figure.name, profileInto));
    missed += lines.filter((line: Line) => !isMet(line)).length;
    return lines.map(tableRow);
  } catch (error) {
    if (error === interrupted) process.exit(130);
    failed += 1;
    console.error(error);
    return [failedRow(figure.name, error instanceof Error ? error.message : String(error))];
  } finally {
    if (profileInto !== undefined) rmSync(profileInto, { recursive: true });
  }
}

/** Rejects when this program is told to stop: then what the figure started is ended as usual. */
function watchForStop(): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => reject(interrupted));
  // Between two figures nobody waits for it.
  promise.catch(() => {});
  return promise;
}

function readNumbers(): { rounds?: number; accounts?: number } {
  const { rounds, accounts } = values;
  return {
    ...(rounds !== undefined && { rounds: Number(rounds) }),
    ...(accounts !== undefined && { accounts: Number(accounts) }),
  };
}

function minutes(): string {
  return ((performance.now() - startedAt) / 60_000).toFixed(1);
}

/** Beside those of before, so that a change is seen. */
function keep(whole: string): void {
  const folder = join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  const day = new Date().toISOString().slice(0, 10);
  writeFileSync(join(folder, `${day}.md`), `# npm run bench, ${day}\n\n${whole}\n`);
}
