// Crashes, full disks, abuse and guessing, against servers that it starts itself. It ends by itself, with 1 where anything did not stand:
//   npm run torture [-- PART…] [--seed N] [--slice]
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Findings, TorturePart } from './part.ts';
import { parts } from './parts.ts';
import { runPart } from './run-part.ts';

const usage = `npm run torture [-- PART…] [--seed N] [--slice]

${parts.map(({ name, about }) => `  ${name.padEnd(16)}${about}`).join('\n')}

  --seed N   what is chosen at random is chosen as with that seed before
  --slice    only as much as npm test runs`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    slice: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' },
  },
});
const unknown = positionals.filter((word) => !parts.some(({ name }) => name === word));
if (values.help || unknown.length > 0 || (values.seed !== undefined && !/^\d{1,10}$/.test(values.seed))) {
  console.error(unknown.length > 0 ? `There is no part ${unknown.join(', ')}.\n\n${usage}` : usage);
  process.exit(values.help ? 0 : 2);
}

const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const chosen = positionals.length > 0 ? parts.filter(({ name }) => positionals.includes(name)) : parts;
console.error(`seed ${seed}`);
const sections: string[] = [];
let faultCount = 0;
for (const part of chosen) {
  const section = await runAndTell(part);
  console.log(`${section}\n`);
  sections.push(section);
}
console.log(faultCount === 0 ? 'Everything stood.' : `${faultCount} faults.`);
if (positionals.length === 0 && !values.slice) keep(sections);
process.exitCode = faultCount === 0 ? 0 : 1;

async function runAndTell(part: TorturePart): Promise<string> {
  const startedAt = performance.now();
  const say = (line: string): void => console.error(`  ${part.name}: ${line}`);
  const findings = await runPart(part, { extent: values.slice ? 'slice' : 'whole', seed, say });
  faultCount += findings.faults.length;
  return print(part, findings, (performance.now() - startedAt) / 1000);
}

function print({ name, about }: TorturePart, { figures, faults }: Findings, seconds: number): string {
  const rows = Object.entries(figures).map(([figure, value]) => `| ${figure} | ${value} |`);
  const told = faults.length === 0 ? ['No fault.'] : faults.map((fault) => `- FAULT: ${fault}`);
  return [`## ${name} (${Math.round(seconds)} s)`, '', `${about}`, '', '| | |', '|---|---|', ...rows, '', ...told].join(
    '\n',
  );
}

/** Beside those of before, so that a change is seen. */
function keep(whole: readonly string[]): void {
  const folder = join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  const day = new Date().toISOString().slice(0, 10);
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${process.platform} ${release()}, Node ${process.version}, seed ${seed}`;
  writeFileSync(join(folder, `${day}.md`), [`# npm run torture, ${day}`, machine, ...whole, ''].join('\n\n'));
}
