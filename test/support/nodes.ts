import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type House, openHouse } from '../../src/compose.ts';
import { dataPaths, readConfig } from '../../src/config.ts';
import { readOutbox } from './outbox.ts';
import { knownCredentials, type OutboxLine, type TestPortico } from './portico.ts';
import { type ServeProcess, servePortico } from './process.ts';

interface Context {
  after(ending: () => Promise<void> | void): void;
}

/** One of several processes that serve on one database. */
export interface TestNode extends ServeProcess {
  panelUrl: string;
  dataDir: string;
}

/** What all nodes of a test have in common. */
export interface NodeFamily {
  /** The environment of each, but for its data directory. */
  environment: Record<string, string>;
  /** Starts one with a data directory of its own, or on that of one that ended; files are in one folder unless told. */
  start(more?: { environment?: Record<string, string>; dataDir?: string; program?: string }): Promise<TestNode>;
  /** Makes a data directory, with the common folder for files unless told. */
  createDataDir(options?: { sharesFiles?: boolean }): string;
  /** Everything behind the doors, beside the nodes. */
  openHouse(): Promise<House>;
  /** What helpers of tests talk to: some address, with the outboxes of all nodes. */
  at(place: { url: string; panelUrl: string }, house?: House): TestPortico;
}

/** Prepares nodes on one PostgreSQL database, none of which runs yet; what is started ends with the test. */
export function createNodeFamily(
  context: Context,
  database: string,
  environment: Record<string, string> = {},
): NodeFamily {
  const folder = mkdtempSync(join(tmpdir(), 'portico-nodes-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const files = join(folder, 'files');
  mkdirSync(files);
  const common = {
    PORTICO_DATABASE_URL: database,
    PORTICO_SECRET_KEY: 'a-root-key-that-all-nodes-have-in-common',
    ...knownCredentials,
    ...environment,
  };
  const dataDirs: string[] = [];

  function createDataDir({ sharesFiles = true } = {}): string {
    const dataDir = join(folder, `node-${dataDirs.length + 1}`);
    mkdirSync(dataDir);
    if (sharesFiles) symlinkSync(files, dataPaths(dataDir).files);
    dataDirs.push(dataDir);
    return dataDir;
  }

  const outbox = (): OutboxLine[] =>
    dataDirs
      .map((dataDir) => dataPaths(dataDir).outbox)
      // One that ended before it was open has none.
      .filter((file) => existsSync(file))
      .flatMap(readOutbox)
      .sort((one, other) => one.at.localeCompare(other.at));

  return {
    environment: common,
    createDataDir,
    async start({ environment: more = {}, dataDir = createDataDir(), program } = {}) {
      const served = await servePortico(context, dataDir, { ...common, ...more }, program);
      const panelUrl = /^ +panel +(http:\/\/\S+)/m.exec(served.stdout)?.[1] as string;
      return { ...served, panelUrl, dataDir };
    },
    async openHouse() {
      const house = await openHouse(
        readConfig({ ...common, PORTICO_DATA_DIR: createDataDir(), PORTICO_LOG_LEVEL: 'silent' }),
      );
      context.after(() => house.close());
      return house;
    },
    at({ url, panelUrl }, house) {
      const find = (what: string, found: string | undefined): string => {
        if (found === undefined) throw new Error(`no outbox has anything for ${what}`);
        return found;
      };
      return {
        url,
        panelUrl,
        dataDir: folder,
        environment: { ...common, PORTICO_DATA_DIR: folder },
        address: common.PORTICO_DATABASE_URL,
        portico: { house } as unknown as TestPortico['portico'],
        clock: { now: () => Date.now(), advance() {}, set() {}, stop() {} },
        outbox,
        codeFor: (to) => find(to, outbox().findLast((line) => line.to === to && line.code !== undefined)?.code),
        answerOf: (id) => find(id, outbox().findLast((line) => line.id === id)?.answer),
      };
    },
  };
}
