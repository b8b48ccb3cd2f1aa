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
import { createIdempotency } from './core/idempotency/idempotency.ts';
import { createJobs, type Jobs } from './core/jobs/jobs.ts';
import { createKeyring, type Keyring } from './core/keyring/keyring.ts';
import { createHeartbeats } from './core/licences/heartbeats.ts';
import { createLicences } from './core/licences/licences.ts';
import { createLimits } from './core/limits/limits.ts';
import { createPanelToken } from './core/panel-token/panel-token.ts';
import { createPasswordGuesses } from './core/passwords/guesses.ts';
import { createPasswordHasher } from './core/passwords/hasher.ts';
import { createPasswords } from './core/passwords/passwords.ts';
import type { CaptchaObserver, Clock, EmailSender, PushSender, SmsSender } from './core/ports.ts';
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
import { type Database, openDatabase } from './db/database.ts';
import { absentEmail, absentPush, absentSms } from './providers/absent.ts';
import { openOutbox } from './providers/outbox/outbox.ts';
import { openDiskStore } from './providers/storage/disk.ts';
import { prepareDataDir } from './start/data-dir.ts';
import { prepareDatabase } from './start/database-state.ts';
import { createPrivateFile } from './start/durable-files.ts';
import { localUrl } from './start/local-url.ts';
import { claimRootKey, readRootSecrets } from './start/root-secrets.ts';

/** What talks to the outside; tests put their own in. */
export interface Outside {
  sms: SmsSender;
  email: EmailSender;
  push: PushSender;
  observeCaptcha: CaptchaObserver | undefined;
  deliversLocally: boolean;
  close(): Promise<void>;
}

/** What tests put in place of the clock and of single ways to the outside. */
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
      await parts.core.releases.close();
      await outside.close();
      await database.destroy();
    },
  };
}

async function openOutside(config: Config, clock: Clock): Promise<Outside> {
  if (config.outbound === 'none') {
    const close = async (): Promise<void> => {};
    return {
      sms: absentSms,
      email: absentEmail,
      push: absentPush,
      observeCaptcha: undefined,
      deliversLocally: false,
      close,
    };
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
    keyring,
    clock,
    email: outside.email,
    push: createPushDelivery({ db, clock, sender: outside.push }),
    files,
    deliversLocally: outside.deliversLocally,
    onFailure: (job, err) => logger.warn({ job: job.id, kind: job.kind, attempts: job.attempts, err }, 'job failed'),
  });
  const linkOf = (token: string): string =>
    `${config.publicUrl ?? localUrl(config.host, config.port)}/blogapi/verify-email?token=${token}`;
  const emailProofs = createEmailProofs({ keyring, clock, jobs, limits, linkOf });
  const sessions = createSessions({ db, keyring, clock });
  const accounts = createAccounts({ db, clock, sessions, emailProofs, jobs, audit });
  const avatars = createAvatars({ files });
  const budgets = {
    perAddress: [{ most: config.codesPerAddressHour, windowMs: hourMs }],
    perPrefix: [{ most: config.codesPerPrefixHour, windowMs: hourMs }],
  };
  const codes = createCodes({ db, keyring, clock, limits, sms: outside.sms, email: outside.email, budgets });
  const captchas = createCaptchas({ db, keyring, clock, observe: outside.observeCaptcha });
  const core: Core = {
    accounts,
    avatars,
    apiKeys: createApiKeys({ db, keyring, clock, limits, audit }),
    captchaDemand: createCaptchaDemand({ keyring, limits, captchas }),
    captchas,
    codes,
    devices: createDevices({ db, clock }),
    faq: createFaq({ db, clock, audit }),
    feedback: createFeedback({ db, clock, audit }),
    heartbeats: createHeartbeats({ db, clock, sessions }),
    idempotency: createIdempotency({ db, keyring, clock }),
    licences: createLicences({ db, clock, accounts, audit }),
    limits,
    pushes: createPushes({ db, clock, jobs, audit }),
    registration: createRegistration({ db, accounts, avatars, sessions, codes, emailProofs, jobs, hasher, guesses }),
    replays: createReplays({ db, clock }),
    releases: createReleases({
      db,
      clock,
      files,
      audit,
      onFailure: (err) => logger.warn({ err }, 'downloads not counted yet'),
    }),
    sessions,
    settings,
    panelToken: createPanelToken({ db, keyring, settings, limits, audit }),
    passwords: createPasswords({ db, accounts, guesses, hasher, audit }),
    vault: createVault({ db, keyring, clock, audit }),
    signIn: createSignIn({ db, accounts, sessions, codes, emailProofs, jobs, hasher, guesses, limits, audit }),
    signingKeys: createSigningKeys({ db, keyring, clock, audit }),
    hasher,
    audit,
    files,
    clock,
  };
  return { core, jobs };
}
