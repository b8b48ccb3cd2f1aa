import { existsSync } from 'node:fs';
import type { House } from '../compose.ts';
import { type Config, dataPaths, readConfig } from '../config.ts';
import type { Operator } from '../core/operator.ts';
import { StartError } from '../start/start-error.ts';

/** What every command gets: its surroundings, and where its words go. */
export interface Cli {
  environment: NodeJS.ProcessEnv;
  /** A result, for people and programs: one line on stdout. */
  print(line: string): void;
  /** Talk: one line on stderr. */
  say(line: string): void;
}

/** Who the audit log says it was. */
export const cliActor = 'cli';
/** The command line works with the rights of an owner: whoever runs it holds the data. */
export const cliOperator: Operator = { actor: cliActor, mayChangeOperators: true };

/**
 * The same as `withHouse`, for commands that only make sense on data that are there: a mistyped data directory must not
 * be made and be found empty. Throws StartError.
 */
export async function withExistingHouse<T>(cli: Cli, work: (house: House) => Promise<T>): Promise<T> {
  requireData(readConfig(cli.environment));
  return withHouse(cli, work);
}

/** Throws StartError where the data directory should hold the data and holds nothing. */
export function requireData(config: Config): void {
  if (!config.database) requireSqliteData(config);
}

/** Throws StartError where the data directory has no SQLite database, whichever is configured. */
export function requireSqliteData({ dataDir }: Config): void {
  if (existsSync(dataPaths(dataDir).database)) return;
  throw new StartError(`there are no data in ${dataDir}: correct PORTICO_DATA_DIR, or start the server first`);
}

/** Opens the configured data directory for one command, beside a running server or without one; makes it when absent. */
export async function withHouse<T>(cli: Cli, work: (house: House) => Promise<T>): Promise<T> {
  const config = readConfig(cli.environment);
  // Loaded when needed: help and misuse are answered without it, ten times faster.
  const { openHouse } = await import('../compose.ts');
  const house = await openHouse(config);
  try {
    return await work(house);
  } finally {
    await house.close();
  }
}
