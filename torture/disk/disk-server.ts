import { dataPaths } from '../../src/config.ts';
import { readOutbox } from '../../test/support/outbox.ts';
import type { OutboxLine, TestPortico } from '../../test/support/portico.ts';
import type { ServeProcess } from '../../test/support/process.ts';
import { serveWithin } from '../crash/served.ts';
import { serverSettings } from '../crash/server-settings.ts';
import type { PartContext } from '../part.ts';

/** A server in a process of its own, and what helpers of tests talk to. */
export interface DiskServer {
  server: ServeProcess;
  at: TestPortico;
}

/** Serves from that data directory, on SQLite unless told, until the part ends. */
export async function startDiskServer(
  context: Pick<PartContext, 'after'>,
  dataDir: string,
  more: Record<string, string> = {},
): Promise<DiskServer> {
  const environment = { ...serverSettings, ...more };
  const server = await serveWithin(context, dataDir, environment);
  const panelUrl = /^ +panel +(http:\/\/\S+)/m.exec(server.stdout)?.[1] as string;
  const outbox = (): OutboxLine[] => readOutbox(dataPaths(dataDir).outbox);
  const at = {
    url: server.url,
    panelUrl,
    dataDir,
    environment: { ...environment, PORTICO_DATA_DIR: dataDir },
    address: more.PORTICO_DATABASE_URL ?? dataPaths(dataDir).database,
    outbox,
    codeFor: (to: string) => required(outbox().findLast((line) => line.to === to && line.code)?.code, to),
    answerOf: (id: string) => required(outbox().findLast((line) => line.id === id)?.answer, id),
  };
  return { server, at: at as unknown as TestPortico };
}

function required(value: string | undefined, what: string): string {
  if (value === undefined) throw new Error(`the outbox has nothing for ${what}`);
  return value;
}
