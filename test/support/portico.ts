import { writeFileSync } from 'node:fs';
import { type Overrides, openHouse } from '../../src/compose.ts';
import { dataPaths, readConfig } from '../../src/config.ts';
import type { OutboxLine } from '../../src/providers/outbox/outbox.ts';
import { type Portico, servePortico } from '../../src/serving/portico.ts';
import { prepareFirstRun } from '../../src/start/first-run.ts';
import { readOutbox } from './outbox.ts';
import { createTestData, isPostgresRun, type TestData, templateName, templateRoot } from './tested-database.ts';

export type { OutboxLine } from '../../src/providers/outbox/outbox.ts';

/** Credentials that every test server starts with. */
export const credentials = {
  ownerPassword: 'owner-password_1',
  panelToken: 'panel-token-for-tests-0123456789',
  blogKey: 'fwCWYMqmRINlRtMp',
  blogSecret: 'G7qMjMTRYkG7tuc9zujGvkVImW4WJ5kh',
} as const;

/** The settings by which a server has them. */
export const knownCredentials = {
  PORTICO_OWNER_PASSWORD: credentials.ownerPassword,
  PORTICO_PANEL_TOKEN: credentials.panelToken,
  PORTICO_BLOG_KEY: credentials.blogKey,
  PORTICO_BLOG_SECRET: credentials.blogSecret,
} as const;

/** A clock that starts at the real time and is moved by hand. */
export interface TestClock {
  now(): number;
  advance(milliseconds: number): void;
  /** Moves it to a moment, from where it runs on unless it was stopped. */
  set(epochMs: number): void;
  /** From now on it moves by hand alone: for what must come within a second, however long the machine takes. */
  stop(): void;
}

export interface TestPortico {
  portico: Portico;
  /** `http://127.0.0.1:<port>` of the main listener and of the panel's. */
  url: string;
  panelUrl: string;
  dataDir: string;
  /** What a command, or another server, on the same data is configured with. */
  environment: TestData['environment'];
  /** Its database, for `openByAddress`. */
  address: string;
  clock: TestClock;
  outbox(): OutboxLine[];
  /** The newest code sent to a phone (E.164) or an e-mail. */
  codeFor(to: string): string;
  /** The answer of a captcha by its id. */
  answerOf(captchaId: string): string;
}

/** Serves on free ports, from a data directory of its own, exactly as production composes it; ends with the test. */
export async function startPortico(
  context: { after(ending: () => Promise<void>): void },
  environment: Record<string, string> = {},
  overrides: Overrides = {},
): Promise<TestPortico> {
  const clock = createTestClock();
  const data = await dataFor(environment);
  const config = readConfig({
    ...data.environment,
    PORTICO_PORT: '0',
    PORTICO_PANEL_PORT: '0',
    ...knownCredentials,
    PORTICO_LOG_LEVEL: 'silent',
    ...environment,
  });
  const house = await openHouse(config, { clock, ...overrides });
  await prepareFirstRun(house);
  const portico = await servePortico(house);
  context.after(async () => {
    await portico.close();
    await data.remove();
  });
  const urlOf = (purpose: string): string =>
    `http://127.0.0.1:${portico.listeners.find((listener) => listener.purpose === purpose)?.address.port}`;
  const outbox = (): OutboxLine[] => readOutbox(dataPaths(data.directory).outbox);

  return {
    portico,
    url: urlOf('main'),
    panelUrl: urlOf('panel'),
    dataDir: data.directory,
    environment: data.environment,
    address: data.address,
    clock,
    outbox,
    codeFor: (to) => required(outbox().findLast((line) => line.to === to && line.code !== undefined)?.code, to),
    answerOf: (id) => required(outbox().findLast((line) => line.id === id)?.answer, id),
  };
}

/**
 * Those that the environment names, which are whoever made them to remove, or new ones: on PostgreSQL with the root key that
 * the copied database was migrated under; under another it is migrated anew.
 */
async function dataFor(environment: Record<string, string>): Promise<TestData> {
  const { PORTICO_DATA_DIR: directory, PORTICO_DATABASE_URL: url } = environment;
  if (directory !== undefined) {
    return {
      directory,
      address: url ?? dataPaths(directory).database,
      environment: { PORTICO_DATA_DIR: directory, ...(url !== undefined && { PORTICO_DATABASE_URL: url }) },
      remove: async () => {},
    };
  }
  if (!isPostgresRun || 'PORTICO_SECRET_KEY' in environment) return createTestData();
  const data = await createTestData(templateName);
  writeFileSync(dataPaths(data.directory).secretKey, `${templateRoot}\n`, { mode: 0o600 });
  return data;
}

function createTestClock(): TestClock {
  let offset = 0;
  let stoppedAt: number | undefined;
  const runningNow = (): number => stoppedAt ?? Date.now();
  return {
    now: () => runningNow() + offset,
    advance: (milliseconds) => {
      offset += milliseconds;
    },
    set: (epochMs) => {
      offset = epochMs - runningNow();
    },
    stop: () => {
      stoppedAt = runningNow();
    },
  };
}

function required(value: string | undefined, what: string): string {
  if (value === undefined) throw new Error(`the outbox has nothing for ${what}`);
  return value;
}

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape.
  body: any;
}

/** Sends a request; a plain object goes as JSON. The body of the answer is parsed when it is JSON, else text. */
export async function call(
  url: string,
  method: string,
  body?: Record<string, unknown> | URLSearchParams | FormData | string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const isJson = body !== undefined && Object.getPrototypeOf(body) === Object.prototype;
  const response = await fetch(url, {
    method,
    headers: { ...(isJson && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: isJson ? JSON.stringify(body) : (body as string | URLSearchParams | FormData) }),
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json');
  return { status: response.status, headers: response.headers, body: json && text !== '' ? JSON.parse(text) : text };
}
