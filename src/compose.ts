import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Logger, pino } from 'pino';
import { type Config, dataPaths } from './config.ts';
import { createAccounts } from './core/accounts/accounts.ts';
import { createApiKeys } from './core/api-keys/api-keys.ts';
import { createAudit } from './core/audit/audit.ts';
import { createAvatars } from './core/avatars/avatars.ts';
import { createCaptchas } from './core/captcha/captcha.ts';
import { createCodes } from './core/codes/codes.ts';
import type { Core } from './core/core.ts';
import { createDevices } from './core/devices/devices.ts';
import { createEmailProofs } from './core/email-proofs/email-proofs.ts';
import { createFaq } from './core/faq/faq.ts';
import { createFeedback } from './core/feedback/feedback.ts';
import { createJobs, type Jobs } from './core/jobs/jobs.ts';
import { createKeyring, type Keyring } from './core/keyring/keyring.ts';
import { createHeartbeats } from './core/licences/heartbeats.ts';
import { createLicences } from './core/licences/licences.ts';
import { createLimits } from './core/limits/limits.ts';
import { createPanelToken } from './core/panel-token/panel-token.ts';
import { createPasswordGuesses } from './core/passwords/guesses.ts';
import { createPasswordHasher } from './core/passwords/hasher.ts';
import type { CaptchaWitness, Clock, EmailSender, PushSender, SmsSender } from './core/ports.ts';
import { createPushDelivery } from './core/pushes/delivery.ts';
import { createPushes } from './core/pushes/pushes.ts';
import { createRegistration } from './core/registration/registration.ts';
import { createReleases } from './core/releases/releases.ts';
import { createReplays } from './core/replays/replays.ts';
import { createSessions } from './core/sessions/sessions.ts';
import { createSettings, type Settings } from './core/settings/settings.ts';
import { createCaptchaDemand } from './core/sign-in/captcha-demand.ts';
import { createSignIn } from './core/sign-in/sign-in.ts';
import { createSigningKeys } from './core/signing-keys/signing-keys.ts';
import { createSweeper, type Sweeper } from './core/sweeper/sweeper.ts';
import { createVault } from './core/vault/vault.ts';
import { prepareDataDir } from './data-dir.ts';
import { prepareDatabase } from './database-state.ts';
import { type Database, openDatabase, pingDatabase } from './db/database.ts';
import type { ContractName } from './db/schema.ts';
import { createDrain } from './drain.ts';
import { createPrivateFile } from './durable-files.ts';
import { contractPrefixes, createEdge, type EdgeTable } from './edge.ts';
import { createGateway, type Gateway } from './gateways/gateway.ts';
import { gatewayDefinitions } from './gateways/registry.ts';
import { createTimePrinter } from './gateways/time.ts';
import { createHouse, housePrefixes } from './house.ts';
import { listen } from './listen.ts';
import { absentEmail, absentPush, absentSms } from './providers/absent.ts';
import { openOutbox } from './providers/outbox/outbox.ts';
import { openDiskStore, removeUnfinishedUploads } from './providers/storage/disk.ts';
import { claimRootKey, readRootSecrets } from './root-secrets.ts';

/** What talks to the outside; tests put their own in. */
export interface Outside {
  sms: SmsSender;
  email: EmailSender;
  push: PushSender;
  witness: CaptchaWitness | undefined;
  deliversLocally: boolean;
  close(): Promise<void>;
}

export interface Overrides {
  clock?: Clock;
  sms?: SmsSender;
  email?: EmailSender;
  push?: PushSender;
}

/** Everything behind the doors, on one data directory; also what the command line works with. */
export interface House {
  config: Config;
  database: Database;
  keyring: Keyring;
  core: Core;
  jobs: Jobs;
  sweeper: Sweeper;
  logger: Logger;
  clock: Clock;
  close(): Promise<void>;
}

const hourMs = 3_600_000;

/** Opens the data directory and wires the core; throws StartError where it cannot be used. */
export async function openHouse(config: Config, overrides: Overrides = {}): Promise<House> {
  const clock = overrides.clock ?? { now: () => Date.now() };
  const logger = pino({ level: config.logLevel, base: null }, pino.destination({ dest: 2, sync: true }));
  const paths = dataPaths(config.dataDir);
  prepareDataDir(config.dataDir);
  const keyring = createKeyring(readRootSecrets(config, paths));
  createPrivateFile(paths.database);
  const database = openDatabase(paths.database);
  const settings = createSettings({ db: database });
  try {
    const pending = config.mode === 'development' ? 'apply' : 'refuse';
    await prepareDatabase(database, paths.database, { pending, now: clock.now() });
    await claimRootKey({ database, settings, keyring, dataDir: config.dataDir });
  } catch (error) {
    await database.destroy();
    throw error;
  }
  const outside = { ...(await openOutside(config, clock)), ...overrides };
  const files = await openDiskStore(paths.files);
  const sweeper = createSweeper({
    db: database,
    clock,
    onFailure: (table, err) => logger.warn({ table, err }, 'sweep failed'),
  });
  const parts = wireCore({ config, database, settings, keyring, clock, logger, outside, files });
  return {
    config,
    database,
    keyring,
    clock,
    logger,
    ...parts,
    sweeper,
    async close() {
      await parts.jobs.stop();
      await sweeper.stop();
      await outside.close();
      await database.destroy();
    },
  };
}

async function openOutside(config: Config, clock: Clock): Promise<Outside> {
  if (config.outbound === 'none') {
    const close = async (): Promise<void> => {};
    return { sms: absentSms, email: absentEmail, push: absentPush, witness: undefined, deliversLocally: false, close };
  }
  return { ...(await openOutbox(dataPaths(config.dataDir).outbox, clock)), deliversLocally: true };
}

interface Wiring {
  config: Config;
  database: Database;
  settings: Settings;
  keyring: Keyring;
  clock: Clock;
  logger: Logger;
  outside: Outside;
  files: Core['files'];
}

function wireCore({ config, database: db, settings, keyring, clock, logger, outside, files }: Wiring): {
  core: Core;
  jobs: Jobs;
} {
  const audit = createAudit({ clock });
  const limits = createLimits({ db, clock });
  const hasher = createPasswordHasher(keyring);
  const guesses = createPasswordGuesses({ db, keyring, clock });
  const jobs = createJobs({
    db,
    clock,
    email: outside.email,
    push: createPushDelivery({ db, clock, sender: outside.push }),
    files,
    deliversLocally: outside.deliversLocally,
    onFailure: (job, err) => logger.warn({ job: job.id, kind: job.kind, attempts: job.attempts, err }, 'job failed'),
  });
  const linkOf = (token: string): string => `${publicUrlOf(config)}/blogapi/verify-email?token=${token}`;
  const emailProofs = createEmailProofs({ keyring, clock, jobs, limits, linkOf });
  const sessions = createSessions({ db, keyring, clock });
  const accounts = createAccounts({ db, clock, sessions, emailProofs, jobs, audit });
  const avatars = createAvatars({ files });
  const budgets = {
    perAddress: [{ most: config.codesPerAddressHour, windowMs: hourMs }],
    perPrefix: [{ most: config.codesPerPrefixHour, windowMs: hourMs }],
  };
  const codes = createCodes({ db, keyring, clock, limits, sms: outside.sms, email: outside.email, budgets });
  const captchas = createCaptchas({ db, keyring, clock, witness: outside.witness });
  const core: Core = {
    accounts,
    avatars,
    apiKeys: createApiKeys({ db, keyring, clock, limits, audit }),
    captchaDemand: createCaptchaDemand({ db, keyring, limits, captchas }),
    captchas,
    codes,
    devices: createDevices({ db, clock }),
    faq: createFaq({ db, clock, audit }),
    feedback: createFeedback({ db, clock, audit }),
    heartbeats: createHeartbeats({ db, clock, sessions }),
    licences: createLicences({ db, clock, accounts, audit }),
    limits,
    pushes: createPushes({ db, clock, jobs, audit }),
    registration: createRegistration({ db, accounts, avatars, sessions, codes, emailProofs, jobs, hasher, guesses }),
    replays: createReplays({ db, clock }),
    releases: createReleases({ db, clock, files, audit }),
    sessions,
    settings,
    panelToken: createPanelToken({ db, keyring, settings, limits, audit }),
    vault: createVault({ db, keyring, clock, audit }),
    signIn: createSignIn({ db, accounts, sessions, codes, hasher, guesses, limits, audit }),
    signingKeys: createSigningKeys({ db, keyring, clock, audit }),
    hasher,
    audit,
    files,
    clock,
  };
  return { core, jobs };
}

function publicUrlOf(config: Config): string {
  return config.publicUrl ?? `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${config.port}`;
}

/** A serving Portico. */
export interface Portico {
  house: House;
  gateways: ReadonlyMap<ContractName, Gateway>;
  /** Every open listener: which it is for, and where. */
  listeners: ReadonlyArray<{ purpose: 'main' | ContractName; address: AddressInfo }>;
  /** Stops accepting, finishes what is in flight (10 s at most), closes the database. */
  close(): Promise<void>;
}

const drainMs = 10_000;

/** Opens every listener; throws StartError that names the port which is taken. Only one process may serve a data directory. */
export async function servePortico(house: House): Promise<Portico> {
  await removeUnfinishedUploads(dataPaths(house.config.dataDir).files);
  const gateways = await createGateways(house);
  const state = { open: false, draining: false };
  const plan = planListeners(
    house,
    gateways,
    createHouse(() => pingDatabase(house.database), house.core.avatars, state),
  );
  const servers: Server[] = [];
  const drains: Array<() => Promise<void>> = [];
  const end = async (): Promise<void> => {
    await Promise.all(drains.map((drain) => drain()));
    await Promise.all([...gateways.values()].map((gateway) => gateway.close()));
  };
  for (const listener of plan) {
    const server = createEdge(listener.table);
    servers.push(server);
    drains.push(createDrain(server, drainMs));
    try {
      await listen(server, listener, house.config.host);
    } catch (error) {
      await end();
      throw error;
    }
  }
  state.open = true;
  house.jobs.start();
  house.sweeper.start();
  return {
    house,
    gateways,
    listeners: plan.map(({ purpose }, index) => ({ purpose, address: servers[index]?.address() as AddressInfo })),
    async close() {
      state.draining = true;
      await end();
      await house.close();
    },
  };
}

async function createGateways(house: House): Promise<ReadonlyMap<ContractName, Gateway>> {
  const { config, core, logger } = house;
  const gateways = new Map<ContractName, Gateway>();
  for (const definition of gatewayDefinitions) {
    if (!config.contracts[definition.name].enabled) continue;
    const gateway = await createGateway(definition, {
      core,
      settings: {
        hardened: config.contracts[definition.name].hardened,
        signature: config.blogSignature,
        verifiedEmailRequired: config.blogVerifiedEmailRequired,
      },
      printTime: createTimePrinter(config.timeZone),
      logger: logger.child({ contract: definition.name }),
      development: config.mode === 'development',
      corsOrigins: config.corsOrigins,
      publicUrl: config.publicUrl,
    });
    gateways.set(definition.name, gateway);
  }
  return gateways;
}

type HouseHandlers = ReturnType<typeof createHouse>;

interface Listener {
  purpose: 'main' | ContractName;
  port: number;
  table: EdgeTable;
}

function planListeners(house: House, gateways: ReadonlyMap<ContractName, Gateway>, handlers: HouseHandlers) {
  const { config } = house;
  const plan: Listener[] = [];
  const prefixed = contractPrefixes.map(([prefix, name]) => [prefix, gateways.get(name) ?? handlers.notFound] as const);
  const byHost = new Map(
    [...gateways].flatMap(([name, gateway]) => {
      const { hostName } = config.contracts[name];
      return hostName ? [[hostName, gateway] as const] : [];
    }),
  );
  const rest = gateways.get('staff') ?? handlers.notFound;
  const answerHouse = handlers.answer;
  plan.push({
    purpose: 'main',
    port: config.port,
    table: { housePrefixes, answerHouse, byHost, byPrefix: prefixed, rest },
  });
  for (const [name, gateway] of gateways) {
    const port = name === 'panel' ? config.panelPort : config.contracts[name].port;
    if (port === undefined) continue;
    // Where a contract tells addresses of avatars, they are on the port it was asked on; the panel tells none (R6).
    const own = name === 'panel' ? ['/healthz'] : ['/healthz', '/avatars'];
    const table = { housePrefixes: own, answerHouse, byHost: new Map<string, Gateway>(), byPrefix: [], rest: gateway };
    plan.push({ purpose: name, port, table });
  }
  return plan;
}
