import { createRepeating } from '../repeating.ts';

/** Puts in force what other nodes changed. */
export interface SettingsFollowing {
  /** Looks every 300 ms until `stop`, so that a change is in force everywhere within a second. */
  start(): void;
  stop(): Promise<void>;
}

const lookMs = 300;

interface Deps {
  /** Puts in force what another process stored. */
  refresh(): Promise<void>;
  /** Told once of what fails until it works again. */
  onFailure(error: unknown): void;
}

/** The row is the truth: what was missed while the database was gone is found with the next look. */
export function createSettingsFollowing({ refresh, onFailure }: Deps): SettingsFollowing {
  let failed = false;

  async function look(): Promise<void> {
    try {
      await refresh();
      failed = false;
    } catch (error) {
      if (!failed) onFailure(error);
      failed = true;
    }
  }

  return createRepeating(look, lookMs);
}
