import { watchHealth } from '../../test/support/health.ts';
import { startPostgres } from '../../test/support/postgres.ts';
import { type ServeProcess, temporaryDataDir } from '../../test/support/process.ts';
import type { PartContext } from '../part.ts';
import { createSeededRandom } from '../seeded-random.ts';
import type { CrashPlace } from './crash-place.ts';
import { killServer, serveWithin } from './served.ts';
import { serverSettings } from './server-settings.ts';

/** A server on a PostgreSQL of its own, of which the one, the other or both are killed; PostgreSQL as by `pg_ctl stop -m immediate`. */
export async function openPostgresPlace(context: PartContext): Promise<CrashPlace> {
  const postgres = await startPostgres(context as Parameters<typeof startPostgres>[0], ['fsync=on']);
  const address = await postgres.createDatabase();
  const dataDir = temporaryDataDir(context);
  const settings = { ...serverSettings, PORTICO_DATABASE_URL: address };
  const random = createSeededRandom(context.seed);
  const kills = { server: 0, database: 0 };
  let server: ServeProcess | undefined;

  async function killOwn(): Promise<void> {
    if (!server) return;
    kills.server += 1;
    await killServer(server);
    server = undefined;
  }

  async function killDatabase(): Promise<void> {
    kills.database += 1;
    await postgres.stop('SIGQUIT');
  }

  const killBoth = () => Promise.all([killDatabase(), killOwn()]);

  return {
    dataDir,
    environment: { ...settings, PORTICO_DATA_DIR: dataDir },
    address,
    kills,
    async strike() {
      // The server's own kills are most of them, and PostgreSQL's more than half.
      await random.oneOf([killOwn, killOwn, killBoth, killBoth, killDatabase])();
    },
    async revive() {
      if (postgres.process.exitCode !== null) await postgres.start();
      server ??= await serveWithin(context, dataDir, settings);
      const health = watchHealth(server.url);
      try {
        await health.turns(200);
      } finally {
        await health.end();
      }
      return server;
    },
  };
}
