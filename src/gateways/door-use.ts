import type { FastifyRequest } from 'fastify';
import type { ContractName } from '../core/core.ts';
import { createVersionReader } from '../core/door-uses/client-version.ts';
import type { DoorUses } from '../core/door-uses/door-uses.ts';

/** Counts each request that one contract answers; preflights are the browser's, not the program's. */
export function createUseNoting(
  contract: ContractName,
  doorUses: DoorUses,
  versionHeader: string | null,
): (request: FastifyRequest) => void {
  const readVersion = createVersionReader(versionHeader);
  return (request) => {
    const { exchange } = request.raw;
    if (!exchange || exchange.method === 'OPTIONS') return;
    doorUses.note({
      contract,
      method: exchange.method,
      route: exchange.route,
      version: readVersion(request.headers),
      accountId: request.signedIn?.account.id,
      failed: exchange.error !== undefined,
    });
  };
}
