import { openHouse, servePortico } from '../compose.ts';
import { readConfig } from '../config.ts';
import { prepareFirstRun } from '../first-run.ts';

/** Runs one command and answers the exit status. */
export async function runCommandLine(_arguments: string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const house = await openHouse(readConfig(environment));
  await prepareFirstRun(house);
  const portico = await servePortico(house);
  for (const { purpose, address } of portico.listeners) process.stderr.write(`${purpose} ${address.port}\n`);
  return 0;
}
