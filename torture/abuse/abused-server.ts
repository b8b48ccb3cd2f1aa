import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type House, openHouse } from '../../src/compose.ts';
import { dataPaths, readConfig } from '../../src/config.ts';
import { readOutbox } from '../../test/support/outbox.ts';
import { knownCredentials, type OutboxLine, type TestPortico } from '../../test/support/portico.ts';
import { servePortico, temporaryDataDir } from '../../test/support/process.ts';
import { parseScrape } from '../../test/support/scrape.ts';
import type { PartContext } from '../part.ts';

/** A server in a process of its own, which only an attack could harm. */
export interface AbusedServer {
  /** For what helpers of tests do at the doors; there is a house of its own behind it, beside the server's. */
  at: TestPortico;
  pid: number;
  /** Lines of its log that tell of a fault, and how it ended where it did. */
  faults(): string[];
  /** What it holds once its garbage is collected: bytes, and open files and sockets. */
  holds(): Promise<Holdings>;
}

/** What a server holds at one moment. */
export interface Holdings {
  residentBytes: number;
  heapBytes: number;
  /** Of buffers and of native objects. */
  externalBytes: number;
  descriptors: number;
}

type Context = Pick<PartContext, 'after'>;
const program = join(import.meta.dirname, 'serve-with-collector.ts');
const settleMs = 1_500;

/** Serves on free ports from a data directory of its own; ends with the part. Memory can be compared after a warming up. */
export async function startAbusedServer(
  context: Context,
  environment: Record<string, string> = {},
): Promise<AbusedServer> {
  const given = {
    ...knownCredentials,
    PORTICO_LOG_LEVEL: 'warn',
    ...environment,
  };
  const dataDir = temporaryDataDir(context);
  const served = await servePortico(context, dataDir, given, program);
  const own = { ...given, PORTICO_DATA_DIR: dataDir };
  const house = await openHouse(readConfig({ ...own, PORTICO_LOG_LEVEL: 'silent' }));
  context.after(() => house.close());
  const panelUrl = /^ +panel +(http:\/\/\S+)/m.exec(served.stdout)?.[1] as string;
  const { pid = 0 } = served.child;

  function faults(): string[] {
    const log = `${served.stdout}\n${served.said()}`.split('\n');
    const told = log.filter((line) => /"level":[56]0|unhandled/i.test(line));
    const ended = served.child.exitCode ?? served.child.signalCode;
    return ended === null ? told : [...told, `the server ended: ${ended}: ${served.said().slice(-2_000)}`];
  }

  async function collectGarbage(): Promise<void> {
    const { exitCode, signalCode } = served.child;
    if (exitCode !== null || signalCode !== null) throw new Error(faults().at(-1));
    process.kill(pid, 'SIGUSR2');
    await delay(settleMs);
  }

  return {
    at: placeOf({ url: served.url, panelUrl, dataDir, house, environment: own }),
    pid,
    faults,
    async holds() {
      await collectGarbage();
      await collectGarbage();
      return readHoldings(served.url);
    },
  };
}

async function readHoldings(url: string): Promise<Holdings> {
  const scraped = parseScrape(await (await fetch(`${url}/metrics`)).text());
  return {
    residentBytes: scraped.value('process_resident_memory_bytes'),
    heapBytes: scraped.value('nodejs_heap_size_used_bytes'),
    externalBytes: scraped.value('nodejs_external_memory_bytes'),
    descriptors: scraped.value('process_open_fds'),
  };
}

interface Place {
  url: string;
  panelUrl: string;
  dataDir: string;
  house: House;
  environment: TestPortico['environment'];
}

function placeOf({ url, panelUrl, dataDir, house, environment }: Place): TestPortico {
  const outbox = (): OutboxLine[] => readOutbox(dataPaths(dataDir).outbox);
  const find = (what: string, found: string | undefined): string => {
    if (found === undefined) throw new Error(`the outbox has nothing for ${what}`);
    return found;
  };
  return {
    // Nothing but the house is asked for from outside the process that serves.
    portico: { house } as unknown as TestPortico['portico'],
    url,
    panelUrl,
    dataDir,
    environment,
    address: dataPaths(dataDir).database,
    clock: { now: () => Date.now(), advance() {}, set() {}, stop() {} },
    outbox,
    codeFor: (to) => find(to, outbox().findLast((line) => line.to === to && line.code !== undefined)?.code),
    answerOf: (id) => find(id, outbox().findLast((line) => line.id === id)?.answer),
  };
}
