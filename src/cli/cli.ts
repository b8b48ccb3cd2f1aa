import type { House } from '../compose.ts';
import { readConfig } from '../config.ts';

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

/** Opens the configured data directory for one command, beside a running server or without one. */
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
