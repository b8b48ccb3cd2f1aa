import type { Server } from 'node:http';
import { StartError } from '../start/start-error.ts';
import type { Listener } from './listeners.ts';

/** Opens a port; throws StartError that names the port and the setting which changes it. */
export function listen(server: Server, { purpose, host, port }: Listener): Promise<void> {
  const setting = purpose === 'main' ? 'PORTICO_PORT' : `PORTICO_${purpose.toUpperCase()}_PORT`;
  const hasAddress = purpose === 'console' || purpose === 'metrics';
  const hostSetting = hasAddress ? `PORTICO_${purpose.toUpperCase()}_ADDRESS` : 'PORTICO_HOST';
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      const reason = describe(error.code, { port, host, setting, hostSetting });
      reject(reason === undefined ? error : new StartError(reason, error));
    };
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

function describe(
  code: string | undefined,
  { port, host, setting, hostSetting }: { port: number; host: string; setting: string; hostSetting: string },
): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} on ${host} is taken by another program: choose another with ${setting}`;
    case 'EACCES':
      return `port ${port} may not be opened by this user: choose another with ${setting}`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} is no address of this machine: change ${hostSetting}`;
    default:
      return undefined;
  }
}
