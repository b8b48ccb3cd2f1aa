import { dataPaths } from '../../src/config.ts';
import { type ServeProcess, temporaryDataDir } from '../../test/support/process.ts';
import type { PartContext } from '../part.ts';
import type { CrashPlace } from './crash-place.ts';
import { killServer, serveWithin } from './served.ts';
import { serverSettings } from './server-settings.ts';

/** A server on SQLite. */
export async function openSqlitePlace(context: PartContext): Promise<CrashPlace> {
  const dataDir = temporaryDataDir(context);
  const kills = { server: 0, database: 0 };
  let server: ServeProcess | undefined;

  return {
    dataDir,
    environment: { ...serverSettings, PORTICO_DATA_DIR: dataDir },
    address: dataPaths(dataDir).database,
    kills,
    async strike() {
      if (!server) return;
      kills.server += 1;
      await killServer(server);
    },
    async revive() {
      server = await serveWithin(context, dataDir, serverSettings);
      return server;
    },
  };
}
