import type { ServeProcess } from '../../test/support/process.ts';

/** What was killed, each time it was. */
export interface Kills {
  server: number;
  database: number;
}

/** A server and its data, which are killed and brought up again. */
export interface CrashPlace {
  dataDir: string;
  /** What a command on the same data is configured with. */
  environment: Record<string, string>;
  /** Of the database, for `openByAddress`. */
  address: string;
  kills: Readonly<Kills>;
  /** Kills, without warning. */
  strike(): Promise<void>;
  /** Starts what was killed, and answers who serves when he can. */
  revive(): Promise<ServeProcess>;
}
