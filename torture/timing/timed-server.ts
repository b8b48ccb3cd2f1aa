import { join } from 'node:path';
import { knownCredentials } from '../../test/support/portico.ts';
import { runPortico, servePortico, temporaryDataDir } from '../../test/support/process.ts';
import type { PartContext } from '../part.ts';
import { createKnownAccounts } from './known-accounts.ts';
import { createLineReader } from './new-lines.ts';
import { createTimedConnection, type TimedConnection } from './timed-connection.ts';

/** A server in a process of its own, whom one client asks on one connection. */
export interface TimedServer {
  url: string;
  connection: TimedConnection;
  apiKey: string;
  /** What the development outbox was told since the last time. */
  newLines(): string[];
}

/** Everything that can be hardened is; development's loopback keeps the budgets of addresses out of the way. */
const hardened = {
  PORTICO_MOBILE_HARDENED: 'true',
  PORTICO_STAFF_HARDENED: 'true',
  PORTICO_BLOG_HARDENED: 'true',
};

/** Serves a directory in which `accounts` people are; on SQLite unless `environment` names another database. */
export async function startTimedServer(
  context: PartContext,
  { accounts, environment: more = {} }: { accounts: number; environment?: Record<string, string> },
): Promise<TimedServer> {
  const dataDir = temporaryDataDir(context);
  const environment = {
    ...hardened,
    ...knownCredentials,
    ...more,
  };
  await createKnownAccounts({ ...environment, PORTICO_DATA_DIR: dataDir }, accounts);
  const { url } = await servePortico(context, dataDir, environment);
  const words = ['api-key', 'create', '--name', 'timing', '--rights', 'accounts:read'];
  const { stdout } = await runPortico(words, { ...environment, PORTICO_DATA_DIR: dataDir });
  const connection = createTimedConnection(url);
  context.after(connection.close);
  return { url, connection, apiKey: stdout.trim(), newLines: createLineReader(join(dataDir, 'outbox.jsonl')) };
}
