import type { Supplies } from '../../src/conformance/supplies/supplies.ts';
import type { ContractName } from '../../src/core/core.ts';
import { suppliesOf, urlOf } from '../support/conformance.ts';
import { startPortico, type TestPortico } from '../support/portico.ts';
import { type FaultyServer, startFaultyServer } from './faulty-server.ts';

/** A real server behind a faulty one, and all that the cases of a contract ask for. */
export interface FaultyHouse {
  at: TestPortico;
  server: FaultyServer;
  supplies: Supplies;
}

/** Starts both; they end with the test. What they are about is the client, which sees no database: one is enough. */
export async function startFaultyHouse(
  context: { after(ending: () => Promise<void>): void },
  contract: ContractName,
): Promise<FaultyHouse> {
  const at = await startPortico(context);
  const server = await startFaultyServer(context, urlOf(at, contract));
  return { at, server, supplies: await suppliesOf(at, contract) };
}
