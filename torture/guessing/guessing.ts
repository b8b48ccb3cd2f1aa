import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPortico } from '../../test/support/portico.ts';
import { startPostgres } from '../../test/support/postgres.ts';
import type { Findings, PartContext, TorturePart } from '../part.ts';
import { captchaAttacks } from './attacks/captchas.ts';
import { codeAttacks } from './attacks/codes.ts';
import { passwordAttacks } from './attacks/passwords.ts';
import { tokenAttacks } from './attacks/tokens.ts';

const attacks = [...passwordAttacks, ...codeAttacks, ...captchaAttacks, ...tokenAttacks];
const guesses = { whole: 500, slice: 60 };

/** Everything that can be guessed, guessed hundreds of times at once. */
export const guessing: TorturePart = {
  name: 'guessing',
  about: 'however many guess at once, from wherever, no more is tried than the limits say, and who is right gets in',
  async run(context) {
    const databases = context.extent === 'whole' ? (['SQLite', 'PostgreSQL'] as const) : (['SQLite'] as const);
    const findings: Findings[] = [];
    for (const database of databases) findings.push(await guessOn(database, context));
    return {
      figures: Object.assign({}, ...findings.map(({ figures }) => figures)),
      faults: findings.flatMap(({ faults }) => faults),
    };
  },
};

async function guessOn(database: 'SQLite' | 'PostgreSQL', context: PartContext): Promise<Findings> {
  const own = { after: (ending: () => Promise<void>): void => context.after(ending) };
  const environment = database === 'SQLite' ? {} : await createPostgresData(context);
  // However long a burst takes, no wait ends within it. The day is chosen: budgets of a day begin with it.
  const startedAt = Date.now();
  const believed = { PORTICO_TRUSTED_PROXIES: '127.0.0.1', ...environment };
  const at = await startPortico(own, believed, { clock: { now: () => startedAt } });
  const standing = { ...at, clock: { now: () => startedAt, advance() {}, set() {}, stop() {} } };
  const figures: Record<string, number | string> = {};
  const faults: string[] = [];
  for (const { name, run } of attacks) {
    const outcome = await run(standing, guesses[context.extent]);
    const told = Object.entries(outcome.figures).map(([figure, value]) => `${figure}: ${value}`);
    figures[`${database}: ${name}`] = told.join('; ');
    faults.push(...outcome.faults.map((fault) => `${database}, ${name}: ${fault}`));
    context.say(`${database}: ${name}: ${outcome.faults.length} faults`);
  }
  return { figures, faults };
}

async function createPostgresData({ after }: PartContext): Promise<Record<string, string>> {
  const postgres = await startPostgres({ after });
  const folder = mkdtempSync(join(tmpdir(), 'portico-guessing-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return { PORTICO_DATA_DIR: folder, PORTICO_DATABASE_URL: await postgres.createDatabase() };
}
