import type { Endings } from '../../test/support/endings.ts';
import { knownCredentials } from '../../test/support/portico.ts';
import { startCommand } from '../start-command.ts';
import { type Pinned, serverCore, startPinned, untilPrinted } from './pinned.ts';

/** A server of which the only thing that is not usual is where it runs. */
export interface Served extends Pinned {
  url: string;
}

/** What every server of these figures is configured with, and every command beside it. */
export function productionEnvironment(dataDir: string, database?: string): Record<string, string> {
  return {
    PORTICO_MODE: 'production',
    PORTICO_SECRET_KEY: 'a-root-key-of-benches-and-of-nobody-else',
    PORTICO_DATA_DIR: dataDir,
    PORTICO_PORT: '0',
    PORTICO_PANEL_PORT: '',
    ...knownCredentials,
    // As behind a balancer: what comes from many people has their addresses, and each of them has a budget of his own.
    PORTICO_TRUSTED_PROXIES: '127.0.0.1',
    PORTICO_CAPTCHAS_PER_ADDRESS_MINUTE: '1000000',
    ...(database !== undefined && { PORTICO_DATABASE_URL: database }),
  };
}

/** Serves as `npm start` does, on one core unless told otherwise; ends with the work. */
export async function serveProduction(
  { profileInto, ...endings }: Endings & { profileInto?: string | undefined },
  environment: Record<string, string>,
  cores: number | string = serverCore,
): Promise<Served> {
  const pinned = startPinned(endings, cores, startCommand(profileInto), environment);
  const [, url] = await untilPrinted(pinned, /(http:\/\/\S+?:\d+)[\s\S]*Ready\./);
  return { ...pinned, url: url ?? '' };
}
